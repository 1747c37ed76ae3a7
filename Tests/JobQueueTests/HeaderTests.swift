import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("Headers of one's own", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct HeaderTests {
    private static let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    private static let headers = MessageHeaders(requestID: "request-1", traceparent: trace, custom: ["tenant": "hall"])

    @Test("a handler reads what the enqueuer set, in Swift or in SQL, also at a later attempt, and carries it on")
    func carried() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Ping(number: 1), .init(headers: Self.headers))
        _ = try await queue.client.query(
            """
            SELECT queue.enqueue('test.ping', '{"number": 2}', 'test', headers =>
                \(#"{"tenant": "hall", "request_id": "request-1", "traceparent": "\#(Self.trace)"}"#)::jsonb)
            """)
        let seen = Seen<MessageHeaders>()
        let ping = PingHandler { ping, context in
            if context.attempt == 1 { throw TestFailure("not yet") }
            #expect(context.headers == Self.headers && MessageHeaders.current == Self.headers)
            try await context.commit { transaction in
                try await queue.queue.enqueue(Pong(caseID: "on"), in: transaction)
                try await queue.queue.enqueue(
                    Pong(caseID: "more"), in: transaction,
                    .init(headers: .current.adding(["tenant": "desk", "a.b": "c"])))
            }
        }
        let pong = PongHandler { _, context in seen.add(context.headers) }
        try await withWorker([.handler(ping), .handler(pong)]) { _ in await seen.wait(for: 4) }
        #expect(seen.values.count { $0 == Self.headers } == 2)
        #expect(seen.values.count { $0 == Self.headers.adding(["tenant": "desk", "a.b": "c"]) } == 2)
    }

    @Test("they lie beside the queue's own in one object, whichever way a message is enqueued")
    func stored() async throws {
        let queue = try TestQueue()
        try await MessageHeaders.$current.withValue(.init(requestID: "r", custom: ["b": "2", "a": "帮办 \""])) {
            try await queue.enqueue(Ping(number: 1))
            try await queue.queue.enqueueAlone(Ping(number: 2))
            try await queue.enqueue(Ping(number: 3), .init(unique: .key("k")))
            try await queue.enqueue(contentsOf: [Ping(number: 4)])
        }
        let texts = try await queue.client.query("SELECT DISTINCT headers::jsonb::text FROM queue.log")
            .map { try $0.decode(String.self) }
        #expect(texts == [#"{"a": "帮办 \"", "b": "2", "request_id": "r"}"#])
    }

    @Test("handlers in a batch have each message's own, and carry on those that all have in common")
    func batch() async throws {
        let queue = try TestQueue()
        try await queue.client.withTransaction { transaction in
            for (number, part) in ["east", "west"].enumerated() {
                let headers = MessageHeaders(requestID: "request-\(number)", custom: ["tenant": "hall", "part": part])
                try await queue.queue.enqueue(Ping(number: number), in: transaction, .init(headers: headers))
            }
        }
        let parts = Seen<[String?]>()
        let seen = Seen<MessageHeaders>()
        let ping = PingBatchHandler { batch, transaction in
            parts.add(batch.map(\.headers.custom["part"]))
            try await queue.queue.enqueue(Pong(caseID: "c"), in: transaction)
        }
        let pong = PongHandler { _, context in seen.add(context.headers) }
        try await withWorker([.batch(ping), .handler(pong)]) { _ in await seen.wait(for: 1) }
        #expect(parts.values == [["east", "west"]])
        #expect(seen.values == [MessageHeaders(custom: ["tenant": "hall"])])
    }

    @Test("what cannot be a header in SQL is left out, and takes neither the trace nor the other headers with it")
    func odd() async throws {
        let queue = try TestQueue()
        let objects = [
            #"{"tenant": {"id": 7}, "list": [1], "none": null, "count": 7, "is_new": true, "scheduled_for": "never"}"#,
            #"{"Tenant": "x", "": "y", "count": 7, "is_new": "true"}"#,
        ]
        for object in objects {
            try await TestDatabase.current.client().execute(
                """
                INSERT INTO queue.log (lane, kind, payload, headers)
                VALUES (queue.lane('test', 2), 'test.ping', '{"number": 1}',
                    (\(object)::jsonb || jsonb_build_object('traceparent', \(Self.trace)::text))::json)
                """)
        }
        let seen = Seen<MessageHeaders>()
        let handler = PingHandler { _, context in
            // What was left out is not carried on, so that nothing is refused for it.
            try await context.commit { try await queue.queue.enqueue(Pong(caseID: "c"), in: $0) }
            seen.add(context.headers)
        }
        try await withWorker([.handler(handler)]) { _ in await seen.wait(for: 2) }
        let expected = MessageHeaders(traceparent: Self.trace, custom: ["count": "7", "is_new": "true"])
        #expect(seen.values == [expected, expected])
    }

    @Test(
        "names that are taken or malformed, and more than 4,096 bytes, are refused before anything is sent",
        arguments: [
            (["traceparent": "x"], "\"traceparent\" is one of the queue's own"),
            (["scheduled_for": "x"], "\"scheduled_for\" is one of the queue's own"),
            (["Tenant": "x"], "\"Tenant\" is not named by"), (["": "x"], "\"\" is not named by"),
            ([String(repeating: "n", count: 64): "x"], "is not named by"),
            (["tenant": String(repeating: "帮", count: 1364)], "headers have 4098 bytes"),
        ] as [([String: String], String)])
    func refused(custom: [String: String], words: String) async throws {
        let queue = try TestQueue()
        let options = EnqueueOptions(headers: .init(custom: custom))
        try await queue.client.withTransaction { transaction in
            let error = await #expect(throws: HeadersRefused.self) {
                try await queue.queue.enqueue(Ping(number: 1), in: transaction, options)
            }
            #expect(error?.description.contains(words) ?? false, "\(error?.description ?? "")")
            try await queue.queue.enqueue(Ping(number: 2), in: transaction)
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.log") == 1)
    }

    @Test(
        "SQL refuses the same, and takes as much as Swift does",
        arguments: [
            (#"'{"Tenant": "x"}'"#, "header \"Tenant\" is not named by"),
            (#"'{"": "x"}'"#, "header \"\" is not named by"),
            ("jsonb_build_object('tenant', repeat('x', 4091))", "headers have 4097 bytes"),
            ("jsonb_build_object('tenant', repeat('x', 4090), 'request_id', repeat('x', 100))", nil),
        ] as [(String, String?)])
    func refusedBySQL(headers: String, words: String?) async throws {
        let queue = try TestQueue()
        do {
            _ = try await queue.client.query(
                "SELECT queue.enqueue('test.ping', '{\"number\": 1}', 'test', headers => \(unescaped: headers))")
            #expect(words == nil)
        } catch let error as PostgresError {
            let message = error.detail ?? error.message
            #expect(error.sqlState?.rawValue == "22023" && message.contains(words ?? "nothing"), "\(error)")
        }
        try await queue.enqueue(
            Ping(number: 2), .init(headers: .init(custom: ["tenant": String(repeating: "x", count: 4090)])))
    }
}
