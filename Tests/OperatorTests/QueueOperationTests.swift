import Foundation
import JobQueue
import Postgres
import TestKit
import Testing

@Suite("Operating the queue by command", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct QueueOperationTests {
    private func bangban(_ arguments: String...) async throws -> (status: Int32, output: String, errors: String) {
        let environment = ["DATABASE_URL": TestDatabase.current.url(role: "bangban_operator")]
        return try await ServiceProcess.run("bangban", ["queue"] + arguments, environment: environment)
    }

    /// What `--json` printed.
    private func decoded<Value: Decodable>(_ type: Value.Type, _ output: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(output.utf8))
    }

    /// A subscription, and messages 1, 2 … in its queue.
    private func fill(_ count: Int) async throws -> PostgresClient {
        let client = try TestDatabase.current.client(role: "bangban_intake")
        _ = try await client.query("SELECT queue.subscribe('hall', 'desk', '-infinity', '{hall.call}')")
        for number in 1...count {
            _ = try await client.query(
                "SELECT queue.enqueue('hall.call', jsonb_build_object('number', \(number)), 'hall')")
        }
        return client
    }

    @Test("a message names the trace that it belongs to, as logs have it")
    func trace() async throws {
        let client = try await fill(1)
        let id: Int64 = try await client.query(
            """
            SELECT id FROM queue.enqueue('hall.call', '{}', 'hall', headers =>
                '{"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}')
            """)[0].decode()
        #expect(try await bangban("show", "\(id)").output.contains("  trace 4bf92f3577b34da6a3ce929d0e0e4736\n"))
    }

    @Test("an operator sees what waits and how long, looks into a message, cancels it, and holds the queue up")
    func looking() async throws {
        let client = try await fill(3)
        let list = try await bangban("list")
        #expect(list.output.contains("hall"), "\(list.errors)")
        struct Lag: Decodable { var queue: String; var waiting: Int }
        let lag = try decoded([Lag].self, try await bangban("lag", "--json").output)
        #expect(lag.map(\.queue) == ["hall"] && lag.map(\.waiting) == [3])

        let id: Int64 = try await client.query("SELECT min(id) FROM queue.log")[0].decode()
        let subscription: Int32 = try await client.query("SELECT id FROM queue.subscription")[0].decode()
        _ = try await client.query("SELECT queue.report_progress(\(subscription), \(id), 0.4, 'at the counter')")
        let shown = try await bangban("show", "\(id)")
        #expect(shown.output.contains("hall.call v1 for hall/desk\n  waiting, delivery 1, normal priority"))
        #expect(shown.output.contains(#"payload {"number": 1}"#))
        #expect(shown.output.contains("progress 40 %, at the counter"))
        #expect(try await bangban("cancel", "\(id)").output == "cancelled for hall/desk, was waiting\n")
        #expect(try await bangban("show", "\(id)", "--json").output.contains(#""state":"cancelled""#))
        let again = try await bangban("cancel", "\(id)")
        #expect(again.status == 1 && again.errors == "bangban: nobody is yet to handle a message \(id)\n")

        #expect(try await bangban("pause", "hall", "--subscriber", "desk").output == "hall/desk is paused\n")
        #expect(try await bangban("lag").output.contains("paused since"))
        #expect(
            try await bangban("limit", "hall", "--running", "2", "--rate", "10").output
                == "hall is limited: at most 2 at once, at most 10 in 1 s\n")
        struct Setting: Decodable {
            struct Limits: Decodable { var running: Int?; var perKey: Int?; var ratePerKey: Int? }
            var subscriber: String
            var limits: Limits
        }
        let set = try await bangban("limit", "hall", "--per-key", "3", "--rate-per-key", "5/60", "--json")
        let settings = try decoded([Setting].self, set.output)
        #expect(settings.map(\.subscriber) == ["desk"] && settings[0].limits.running == nil, "\(set)")
        #expect(settings[0].limits.perKey == 3 && settings[0].limits.ratePerKey == 5)
        #expect(try await bangban("lag").output.contains("at most 3 of a key at once, at most 5 of a key in 60 s"))
        let wrong = try await bangban("limit", "hall", "--rate-per-key", "5/0")
        #expect(wrong.status == 64 && wrong.errors.contains("'5/0' is not MESSAGES or MESSAGES/SECONDS, such as 5/60"))
        #expect(try await bangban("limit", "hall").output == "hall is not limited\n")
        #expect(try await bangban("resume", "hall").output == "hall is resumed\n")
        #expect(try await bangban("pause", "nowhere").errors == "bangban: there is no subscription nowhere\n")
    }

    @Test("a subscriber is taken back; what is past its retention is removed; schedules show their next times")
    func upkeep() async throws {
        let client = try await fill(2)
        #expect(
            try await bangban("rewind", "hall", "desk", "--to", "beginning").output == "2 messages wait for hall/desk\n"
        )
        #expect(try await bangban("rewind", "hall", "nobody", "--to", "beginning").status == 1)
        #expect(try await bangban("rewind", "hall", "desk", "--to", "yesterday").status == 64)
        #expect(try await bangban("prune", "--json").output == #"{"claims":0,"messages":0,"segments":0}"# + "\n")
        _ = try await client.query(
            """
            SELECT queue.schedule('week', 'hall', 'hall.call', 1, '{}', NULL, 2, '0 8 * * mon', 'Asia/Shanghai', 'once')
            """)
        struct Schedule: Decodable { var name: String; var next: [String] }
        let output = try await bangban("schedule", "--json", "--next", "2").output
        let schedules = try decoded([Schedule].self, output)
        #expect(schedules.map(\.name) == ["week"])
        #expect(schedules[0].next.count == 2 && schedules[0].next.allSatisfy { $0.hasSuffix("T00:00:00.000Z") })
        #expect(try await bangban("rebase").output.hasSuffix("2 messages are delivered again\n"))
    }

    @Test("the next times of an expression are shown before it is saved, as clocks there do; a wrong one is refused")
    func preview() async throws {
        _ = try await fill(1)
        let tokyo = try await bangban("schedule", "--preview", "*/15 8-17 * * mon-fri", "--zone", "Asia/Tokyo")
        let times = tokyo.output.split(separator: "\n")
        #expect(times.count == 3, "\(tokyo)")
        #expect(times.allSatisfy { $0.wholeMatch(of: /.+T(0[89]|1[0-7]):(00|15|30|45):00\+09:00/) != nil }, "\(tokyo)")
        struct Preview: Decodable { var expression: String; var timeZone: String; var next: [String] }
        let json = try await bangban("schedule", "--preview", "30 8 * * *", "--next", "5", "--json")
        let preview = try decoded(Preview.self, json.output)
        #expect(preview.expression == "30 8 * * *" && preview.timeZone == "Asia/Shanghai")
        #expect(preview.next.count == 5 && preview.next.allSatisfy { $0.hasSuffix("T00:30:00.000Z") }, "\(json)")
        let wrong = try await bangban("schedule", "--preview", "61 8 * * *")
        #expect(wrong.status == 1 && wrong.errors.hasPrefix("bangban: database: ") && wrong.errors.contains("61"))
        #expect(try await bangban("schedule", "--preview", "* * * * *", "--zone", "Asia/Nowhere").status == 1)
        #expect(try await bangban("schedule", "--zone", "Asia/Tokyo").status == 64)
        #expect(try await bangban("schedule").output == "nothing is scheduled\n")
    }

    @Test("a queue keeps what is over for as long as it is told, in days or hours; other times and queues are refused")
    func retention() async throws {
        let client = try await fill(1)
        #expect(try await bangban("retention", "hall", "30d").output == "hall keeps what is over for 30 d\n")
        #expect(
            try await client.query("SELECT retention = '30 days' FROM queue.queue WHERE name = 'hall'")[0].decode()
                == true)
        #expect(try await bangban("retention", "hall", "12h").output == "hall keeps what is over for 12 h\n")
        struct Row: Decodable { var retentionSeconds: Double }
        let list = try await bangban("list", "--json")
        #expect(
            try decoded([Row].self, list.output).allSatisfy { $0.retentionSeconds == 43_200 })
        let unknown = try await bangban("retention", "hal", "30d")
        #expect(unknown.status == 1 && unknown.errors.contains("\"hal\""), "\(unknown)")
        #expect(try await bangban("retention", "hall", "99999d").status == 1)
        for time in ["30", "d", "0d", "-1h", "1w", "1.5d"] {
            let wrong = try await bangban("retention", "hall", "--", time)
            #expect(wrong.status == 64 && wrong.errors.contains("'\(time)' is not a number of days or hours"))
        }
    }

    @Test("figures that were counted to their bound say so, in words and as JSON; smaller ones and running do not")
    func bounds() async throws {
        let client = try await fill(1)
        _ = try await client.query("SELECT queue.subscribe('counter', 'desk', '-infinity', '{hall.call}')")
        let owner = try TestDatabase.current.client()
        try await owner.execute(
            """
            INSERT INTO queue.log (lane, kind, payload)
            SELECT queue.lane('hall', 2), 'hall.call', '{}' FROM generate_series(1, 100000)
            """)
        let list = try await bangban("list")
        #expect(list.output.contains("  100,000+  0 "), "\(list)")
        #expect(try await bangban("lag").output.contains("  100,000+  "))
        struct Row: Decodable { var queue: String; var priority: String?; var waiting: Int; var mayBeMore: Bool }
        for command in ["list", "lag"] {
            let rows = try decoded([Row].self, try await bangban(command, "--json").output)
            for row in rows {
                #expect(row.mayBeMore == (row.queue == "hall" && row.priority ?? "normal" == "normal"), "\(row)")
            }
            #expect(rows.contains { $0.mayBeMore && $0.waiting >= 100_000 })
        }
    }

    @Test("a subscriber of events is forgotten, once; one of jobs is not")
    func unsubscribe() async throws {
        let client = try await fill(1)
        _ = try await client.query("SELECT queue.subscribe('hall.events', 'desk', '-infinity', '{hall.called}')")
        #expect(try await bangban("unsubscribe", "hall.events", "desk").output == "hall.events/desk is forgotten\n")
        let again = try await bangban("unsubscribe", "hall.events", "desk", "--json")
        #expect(again.status == 1 && again.output == #"{"unsubscribed":false}"# + "\n")
        #expect(again.errors == "bangban: there is no subscription hall.events/desk\n")
        let jobs = try await bangban("unsubscribe", "hall", "desk")
        #expect(jobs.status == 64 && jobs.errors.contains("'hall' is not a queue of events"), "\(jobs)")
    }

    @Test("tail prints what is appended, once each and in order, and ends after the number it was told")
    func tail() async throws {
        let client = try await fill(1)
        async let tail = bangban("tail", "--queue", "hall", "--kind", "hall.call", "--count", "5", "--json")
        // It follows from its first look on, which nobody can see: messages are appended until it has had enough.
        let ended = Task {
            while !Task.isCancelled {
                _ = try await client.query("SELECT queue.enqueue('hall.call', '{}', 'hall')")
            }
        }
        let outcome = try await tail
        ended.cancel()
        _ = await ended.result
        struct Line: Decodable { var id: Int64; var kind: String }
        let lines = try outcome.output.split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
        #expect(lines.count == 5)
        #expect(lines.map(\.id) == lines.map(\.id).sorted())
        #expect(Set(lines.map(\.id)).count == 5)
    }
}
