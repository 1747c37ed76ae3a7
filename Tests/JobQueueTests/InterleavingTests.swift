import JobQueue
import Models
import Postgres
import Synchronization
import TestKit
import Testing

@Suite("Interleavings", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct InterleavingTests {
    @Test(
        "random commits, rollbacks, long transactions, failures and killed workers lose nothing and finish each message once"
    )
    func exactlyOnce() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client { $0.poolSize = 16 }
        try await queue.makeEffects()
        let numbers = Numbers()
        let committed = Seen<Int>()
        let end = ContinuousClock.now + .seconds(10)
        let goesOn = { @Sendable in ContinuousClock.now < end }

        try await withThrowingTaskGroup(of: Void.self) { group in
            for producer in 0..<8 {
                group.addTask {
                    while goesOn() {
                        try await produce(producer, owner, numbers, committed)
                    }
                }
            }
            for _ in 0..<3 { group.addTask { try await TestWorker.comeAndGo(Self.registration, while: goesOn) } }
            try await group.waitForAll()
        }
        // Whoever survives ends the rest, with what the dead left behind.
        let expected = committed.values.sorted()
        try await withWorker([Self.registration]) { _ in
            try await eventually(within: .seconds(200)) {
                let effects: Int = try await owner.query("SELECT count(*) FROM public.effect")[0].decode()
                return effects >= expected.count
            }
        }
        let rows = try await owner.query("SELECT number FROM public.effect ORDER BY number")
        #expect(try rows.map { try $0.decode() as Int } == expected)
        #expect(expected.count > 100)
        #expect(try await queue.int("SELECT count(*) FROM queue.dead") == 0)
        #expect(
            try await queue.int(
                "SELECT coalesce(sum(waiting + running + delayed + parked), 0)::bigint FROM queue.backlog") == 0)
    }

    /// Writes its effect and its end in one transaction, and fails now and then before, within and after it.
    private static let registration = HandlerRegistration.handler(
        PingHandler(retryPolicy: RetryPolicy(maxAttempts: 1000, base: .milliseconds(1), limit: .milliseconds(20))) {
            ping, context in
            if Int.random(in: 0..<20) == 0 { throw TestFailure("before") }
            if Int.random(in: 0..<40) == 0 { throw Snooze(.milliseconds(5)) }
            try await context.commit { transaction in
                try await transaction.execute("INSERT INTO public.effect (number) VALUES (\(ping.number))")
                if Int.random(in: 0..<20) == 0 { throw TestFailure("within") }
            }
            if Int.random(in: 0..<20) == 0 { throw TestFailure("after") }
        })

    private func produce(
        _ producer: Int, _ client: PostgresClient, _ numbers: Numbers, _ committed: Seen<Int>
    ) async throws {
        let queue = JobQueue(client)
        let mine = (0..<Int.random(in: 1...8)).map { _ in numbers.next() }
        do {
            try await client.withTransaction { transaction in
                for (index, number) in mine.enumerated() {
                    let priority = Priority.allCases.randomElement() ?? .normal
                    let delay: Duration? = Int.random(in: 0..<10) == 0 ? .milliseconds(100) : nil
                    try await queue.enqueue(
                        Ping(number: number), in: transaction, .init(priority: priority, delay: delay))
                    if index == 0 {
                        // One producer holds its transactions for long.
                        let pause = producer == 0 ? 1500 : Int.random(in: 0...30)
                        try await Task.sleep(for: .milliseconds(pause))
                    }
                }
                if Int.random(in: 0..<4) == 0 { throw TestFailure("roll back") }
            }
        } catch is TestFailure {
            return
        }
        for number in mine { committed.add(number) }
    }
}

/// Numbers that no two messages share.
final class Numbers: Sendable {
    private let last = Atomic(0)

    func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}
