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
        let lag = try JSONDecoder().decode([Lag].self, from: Data(try await bangban("lag", "--json").output.utf8))
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
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let settings = try decoder.decode([Setting].self, from: Data(set.output.utf8))
        #expect(settings.map(\.subscriber) == ["desk"] && settings[0].limits.running == nil, "\(set)")
        #expect(settings[0].limits.perKey == 3 && settings[0].limits.ratePerKey == 5)
        #expect(try await bangban("lag").output.contains("at most 3 of a key at once, at most 5 of a key in 60 s"))
        #expect(try await bangban("limit", "hall", "--rate-per-key", "5/0").status == 64)
        #expect(try await bangban("limit", "hall").output == "hall is not limited\n")
        #expect(try await bangban("resume", "hall").output == "hall is resumed\n")
        #expect(try await bangban("pause", "nowhere").errors == "bangban: there is no subscription nowhere\n")
    }

    @Test("dead messages are taken up again or discarded, by id or all of a kind")
    func dead() async throws {
        let client = try await fill(3)
        let worker: Int32 = try await client.query("SELECT queue.hello('test', false, '1 hour')")[0].decode()
        let subscription: Int32 = try await client.query("SELECT id FROM queue.subscription")[0].decode()
        _ = try await client.query("SELECT * FROM queue.claim_next(\(subscription), \(worker), 1, 10)")
        _ = try await client.query(
            """
            SELECT queue.end_messages(\(subscription), lane, id, 1, '{[1,3]}', 'dead', NULL, 'no such counter')
            FROM queue.claim
            """)
        #expect(try await bangban("dead").output.contains("no such counter"))
        let id: Int64 = try await client.query("SELECT min(id) FROM queue.dead")[0].decode()
        #expect(try await bangban("retry", "\(id)").output == "1 taken up again\n")
        #expect(try await bangban("discard", "--kind", "hall.call").output == "2 discarded\n")
        #expect(try await bangban("dead", "--json").output == "[]\n")
        #expect(try await bangban("retry").status == 64)
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
        let schedules = try JSONDecoder().decode([Schedule].self, from: Data(output.utf8))
        #expect(schedules.map(\.name) == ["week"])
        #expect(schedules[0].next.count == 2 && schedules[0].next.allSatisfy { $0.hasSuffix("T00:00:00.000Z") })
        #expect(try await bangban("rebase").output.hasSuffix("2 messages are delivered again\n"))
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
