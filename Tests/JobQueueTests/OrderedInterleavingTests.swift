import JobQueue
import Models
import Postgres
import Synchronization
import TestKit
import Testing

@Suite("Interleavings by key", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct OrderedInterleavingTests {
    @Test("with failures, killed workers and rolled back transactions, each key's effects are in order, once each")
    func ordered() async throws {
        let (problems, total) = try await storm(for: .seconds(8))
        #expect(problems == [])
        #expect(total > 100)
        let left = try await TestQueue().int(
            "SELECT coalesce(sum(waiting + running + delayed + parked + held + dead), 0)::bigint FROM queue.backlog")
        #expect(left == 0)
        #expect(try await TestQueue().int("SELECT count(*) FROM queue.held") == 0)
    }

    @Test("where a key may have two at once, there are never more, and each effect is there once")
    func two() async throws {
        _ = try await TestQueue().subscribe()
        try await TestQueue().queue.limit(.test, perKey: 2)
        let (problems, total) = try await storm(for: .seconds(6), perKey: 2)
        #expect(problems == [])
        #expect(total > 100)
        #expect(try await TestQueue().int("SELECT count(*) FROM queue.held") == 0)
    }

    @Test("where failed messages step aside, one of a key is still handled at a time, and each effect is there once")
    func aside() async throws {
        let (problems, total) = try await storm(for: .seconds(6), order: .skippingFailed)
        #expect(problems == [])
        #expect(total > 100)
        #expect(try await TestQueue().int("SELECT count(*) FROM queue.held") == 0)
        #expect(try await TestQueue().int("SELECT count(*) FROM queue.delayed") == 0)
    }

    @Test("and this storm finds it out when a partition is claimed by two workers at once")
    func broken() async throws {
        try await TestDatabase.current.client().execute(
            """
            CREATE OR REPLACE FUNCTION queue.may_claim(p_subscription integer, p_lane integer) RETURNS boolean
            LANGUAGE sql STABLE AS 'SELECT true'
            """)
        let problems = try await storm(for: .seconds(120), endsWhenFound: true).problems
        #expect(problems.contains { $0.hasPrefix("more of key") })
    }

    @Test("and when one that has stepped aside comes back while another of its key is handled")
    func brokenAside() async throws {
        try await TestDatabase.current.client().execute(
            """
            CREATE OR REPLACE FUNCTION queue.is_running(p_subscription integer, p_key text) RETURNS boolean
            LANGUAGE sql STABLE AS 'SELECT false'
            """)
        let problems = try await storm(for: .seconds(120), order: .skippingFailed, endsWhenFound: true).problems
        #expect(problems.contains { $0.hasPrefix("more of key") })
    }

    /// Producers, and workers that are killed, for a while, or only until more of a key were handled at once than may be;
    /// then what went wrong, and how many messages there were.
    private func storm(
        for time: Duration, perKey: Int = 1, order: SubscriptionHandlers.KeyOrder = .strict, endsWhenFound: Bool = false
    ) async throws -> (problems: [String], total: Int) {
        let owner = try TestDatabase.current.client { $0.poolSize = 16 }
        try await owner.execute(
            "CREATE TABLE public.effect (place bigserial, key int NOT NULL, number int NOT NULL)")
        try await owner.execute("GRANT USAGE ON SCHEMA public TO bangban_intake")
        try await owner.execute("GRANT INSERT ON public.effect TO bangban_intake")
        try await owner.execute("GRANT USAGE ON SEQUENCE public.effect_place_seq TO bangban_intake")
        let crossings = Crossings(limit: perKey)
        let registration = Self.registration(crossings)
        let end = ContinuousClock.now + time
        let goesOn = { @Sendable in ContinuousClock.now < end && !(endsWhenFound && !crossings.found.isEmpty) }
        let counts = try await withThrowingTaskGroup(of: [Int: Int].self) { group in
            for producer in 0..<6 {
                group.addTask {
                    try await Self.produce(keys: [producer, producer + 6, producer + 12], owner, while: goesOn)
                }
            }
            // One that stays keeps the keys busy.
            group.addTask {
                try await withWorker([registration], order: order, .mortal) { _ in
                    while goesOn() { try await Task.sleep(for: .milliseconds(20)) }
                }
                return [:]
            }
            for _ in 0..<2 {
                group.addTask {
                    try await TestWorker.comeAndGo(registration, order: order, while: goesOn)
                    return [:]
                }
            }
            return try await group.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
        }
        let total = counts.values.reduce(0, +)
        if endsWhenFound { return (crossings.found, total) }
        try await withWorker([registration], order: order) { _ in
            try await eventually(within: .seconds(200)) {
                try await owner.query("SELECT count(*) FROM public.effect")[0].decode() >= total
            }
        }
        var problems = crossings.found
        for (key, count) in counts {
            let numbers = try await owner.query("SELECT number FROM public.effect WHERE key = \(key) ORDER BY place")
                .map { try $0.decode() as Int }
            // With more at once, or steps aside, they need not end in order.
            if (perKey == 1 && order == .strict ? numbers : numbers.sorted()) != Array(0..<count) {
                problems.append("effects of key \(key): \(numbers)")
            }
        }
        return (problems, total)
    }

    /// Notes when more messages of a key are handled at once than may be.
    private final class Crossings: Sendable {
        private let limit: Int
        private let state = Mutex((running: [Int: Int](), found: [String]()))

        init(limit: Int) { self.limit = limit }

        var found: [String] { state.withLock { $0.found } }

        func enter(_ key: Int) {
            state.withLock { state in
                state.running[key, default: 0] += 1
                if state.running[key] ?? 0 > limit { state.found.append("more of key \(key) at once than \(limit)") }
            }
        }

        func leave(_ key: Int) { state.withLock { $0.running[key, default: 0] -= 1 } }
    }

    private static func registration(_ crossings: Crossings) -> HandlerRegistration {
        .handler(
            PingHandler(retryPolicy: RetryPolicy(maxAttempts: 1000, base: .milliseconds(1), limit: .milliseconds(20))) {
                ping, context in
                let (key, number) = (ping.number / 100_000, ping.number % 100_000)
                crossings.enter(key)
                defer { crossings.leave(key) }
                if Int.random(in: 0..<30) == 0 { throw TestFailure("before") }
                if Int.random(in: 0..<60) == 0 { throw Snooze(.milliseconds(5)) }
                try await context.commit { transaction in
                    try await transaction.execute(
                        "INSERT INTO public.effect (key, number) VALUES (\(key), \(number))")
                    if Int.random(in: 0..<30) == 0 { throw TestFailure("within") }
                }
                if Int.random(in: 0..<30) == 0 { throw TestFailure("after") }
            })
    }

    /// Enqueues rising numbers for each key, as the key's only writer; how many were committed. It keeps close to the workers:
    /// of a key with much before it everything is held, and hardly anything happens at once.
    private static func produce(
        keys: [Int], _ client: PostgresClient, while goesOn: () -> Bool
    ) async throws -> [Int: Int] {
        let queue = JobQueue(client)
        var counts = Dictionary(uniqueKeysWithValues: keys.map { ($0, 0) })
        while goesOn() {
            let handled: Int = try await client.query(
                "SELECT count(*) FROM public.effect WHERE key = ANY (\(keys))")[0].decode()
            guard counts.values.reduce(0, +) - handled < 30 else {
                try await Task.sleep(for: .milliseconds(10))
                continue
            }
            var next = counts
            do {
                try await client.withTransaction { transaction in
                    for _ in 0..<Int.random(in: 1...8) {
                        let key = keys[Int.random(in: 0..<keys.count)]
                        let number = next[key] ?? 0
                        let ping = Ping(number: key * 100_000 + number)
                        try await queue.enqueue(ping, in: transaction, .init(orderingKey: "key \(key)"))
                        next[key] = number + 1
                    }
                    try await Task.sleep(for: .milliseconds(Int.random(in: 0...30)))
                    if Int.random(in: 0..<4) == 0 { throw TestFailure("roll back") }
                }
                counts = next
            } catch is TestFailure {}
        }
        return counts
    }
}
