import JobQueue
import Models
import Postgres
import TestKit
import TestTools
import Testing

/// What SQL may put into the log, or a fault of the disk may leave there: a worker ends it one way or another, and goes on.
@Suite("Odd rows in the log", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct OddDeliveryTests {
    @Test("a worker makes an end of whatever it reads, and handles what comes after")
    func oddRows() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        let count = 600
        var generator = SeededGenerator(seed: Fuzz.seed)
        for _ in 0..<count { try await owner.execute(SQL(unescaped: Self.row(&generator))) }
        let lane: Int32 = try await owner.query("SELECT queue.lane('test', 2)")[0].decode()
        try await owner.execute("UPDATE queue.log SET lane = \(lane)")
        let seen = Seen<Int>()
        let handlers: [HandlerRegistration] = [
            .handler(
                PingHandler { ping, _ in
                    if ping.number == 1 { throw TestFailure("fails each time") }
                    seen.add(ping.number)
                }),
            .handler(PongHandler { _, _ in }),
        ]
        try await withWorker(handlers) { _ in
            try await queue.enqueue(Ping(number: 4_711))
            try await eventually {
                let left = try await queue.int(
                    "SELECT coalesce(sum(waiting + running + delayed), 0)::bigint FROM queue.backlog")
                return left == 0 && seen.values.contains(4_711)
            }
        }
        let over = try await queue.int(
            "SELECT coalesce(sum(count), 0)::bigint FROM queue.receipt WHERE outcome IN ('finished', 'dead', 'parked', 'expired')"
        )
        #expect(over == count + 1, "BANGBAN_SEED=\(Fuzz.seed)")
    }

    // MARK: - Private

    private static let payloads = [
        "null", "1", #""text""#, "[]", "{}", #"{"number": 1}"#, #"{"number": -9223372036854775808}"#,
        #"{"number": 9223372036854775808}"#, #"{"number": 1e308}"#, #"{"number": 1.5}"#, #"{"number": null}"#,
        #"{"number": {"number": 1}}"#, #"{"number": 1, "number ": 2}"#, #"{"case_id": "x"}"#, #"{"case_id": ""}"#,
        #"{"case_id": "\ud83d\ude00\u0001"}"#,
        String(repeating: "[", count: 3000) + String(repeating: "]", count: 3000),
        #"{"a": "# + String(repeating: #"{"a": "#, count: 1000) + "1" + String(repeating: "}", count: 1001),
    ]
    private static let longKind = "(SELECT string_agg(md5(g::text), '') FROM generate_series(1, 200) g)"
    private static let headers = [
        "NULL", "'{}'", "'[]'", "'1'", #"'{"scheduled_for": "never"}'"#, #"'{"request_id": 5}'"#,
        #"'{"traceparent": "00-zz"}'"#,
        #"'{"request_id": "\n\u0001"}'"#,
    ]

    private static func row(_ generator: inout SeededGenerator) -> String {
        func one(_ values: [String]) -> String { values.randomElement(using: &generator) ?? "NULL" }
        let kind = one(["'test.ping'", "'test.ping'", "'test.pong'", "'test.pong'", "''", "'帮办'", longKind])
        let version = one(["1", "1", "2", "0", "-32768", "32767"])
        let attempt = one(["1", "1", "2", "0", "-5", "32767"])
        let at = one(["now()", "'infinity'", "'-infinity'", "'4713-01-01 BC'", "'294276-12-31'"])
        let most = one(["NULL", "NULL", "1", "0", "-32768", "3"])
        let end = one(["NULL", "NULL", "'infinity'", "'-infinity'", "now() + interval '1 hour'"])
        return """
            INSERT INTO queue.log (
                lane, kind, version, attempt, max_attempts, expires_at, enqueued_at, unique_key, headers, payload)
            VALUES (0, \(kind), \(version), \(attempt), \(most), \(end), \(at), \(one(["NULL", "'a key'"])), \(one(headers)), '\(one(payloads))')
            """
    }
}
