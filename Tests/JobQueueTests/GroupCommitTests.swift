import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("Messages that many tasks enqueue at once", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct GroupCommitTests {
    @Test("they are committed together, each once")
    func together() async throws {
        let queue = try TestQueue()
        let outcomes = try await Self.enqueueAtOnce((0..<100).map { Ping(number: $0) }, by: queue)
        for outcome in outcomes { try outcome.get() }
        let numbers = try await queue.client.query("SELECT (payload->>'number')::integer FROM queue.log ORDER BY 1")
        #expect(try numbers.map { try $0.decode() as Int } == Array(0..<100))
        #expect(try await queue.int("SELECT count(DISTINCT txid) FROM queue.log") < 20)
    }

    @Test("each goes to its own queue and lane, with its version and headers")
    func kept() async throws {
        let queue = try TestQueue()
        try await queue.queue.enqueueAlone(Novelty(number: 1))
        try await queue.queue.enqueueAlone(
            Pong(caseID: "c"), .init(priority: .high, headers: MessageHeaders(requestID: "request-1")))
        let rows = try await queue.client.query(
            """
            SELECT concat_ws(' ', q.name, queue.lane_priority(l.lane), l.kind, l.version, l.headers->>'request_id')
              FROM queue.log l JOIN queue.queue q ON q.id = queue.lane_owner(l.lane) ORDER BY 1
            """)
        #expect(
            try rows.map { try $0.decode() as String } == [
                "brand-new.test 2 test.novelty 1", "test 1 test.pong 2 request-1",
            ])
    }

    @Test("one that is refused is told so, and the others are there")
    func refused() async throws {
        let queue = try TestQueue()
        try await TestDatabase.current.client().execute(
            "ALTER TABLE queue.log ADD CHECK (payload->>'number' <> '17')")
        let outcomes = try await Self.enqueueAtOnce((0..<40).map { Ping(number: $0) }, by: queue)
        let error = #expect(throws: PostgresError.self) { try outcomes[17].get() }
        #expect(error?.sqlState == .checkViolation)
        for (number, outcome) in outcomes.enumerated() where number != 17 { try outcome.get() }
        #expect(try await queue.int("SELECT count(*) FROM queue.log") == 39)
        #expect(try await queue.int("SELECT count(DISTINCT payload->>'number') FROM queue.log") == 39)
    }

    @Test("when their connections are lost all are told, what was told to be there is, and others come after them")
    func lost() async throws {
        let queue = try TestQueue()
        let outcomes = try await Self.enqueueAtOnce((0..<50).map { Ping(number: $0) }, by: queue) {
            try await queue.endLockWaits(of: Self.append)
            try await eventually { try await queue.lockWaits(of: Self.append) > 0 }
            try await queue.endLockWaits(of: Self.append)
        }
        let lost = outcomes.filter { outcome in
            guard case .failure(let error as PostgresError) = outcome else { return false }
            return error.isConnectionLoss
        }
        let there = outcomes.filter { if case .success = $0 { true } else { false } }
        #expect(lost.count >= 2 && lost.count + there.count == 50, "\(outcomes)")
        try await queue.queue.enqueueAlone(Ping(number: 50))
        #expect(try await queue.int("SELECT count(*) FROM queue.log") == there.count + 1)
    }

    @Test("one that is unique, late or in an order goes alone; one of a cancelled task is not enqueued")
    func others() async throws {
        let queue = try TestQueue()
        for _ in 0..<2 {
            try await queue.queue.enqueueAlone(Ping(number: 1), .init(unique: .key("one")))
        }
        try await queue.queue.enqueueAlone(Ping(number: 2), .init(delay: .seconds(60)))
        try await queue.queue.enqueueAlone(Ping(number: 3), .init(orderingKey: "a"))
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await queue.queue.enqueueAlone(Ping(number: 4))
        }
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(try await queue.int("SELECT count(*) FROM queue.log") == 2)
        #expect(try await queue.int("SELECT count(*) FROM queue.delayed") == 1)
    }

    // MARK: - Private

    private static let append = "INSERT INTO queue.log"

    /// Has each enqueued by a task of its own while the log is locked; what became of them.
    private static func enqueueAtOnce(
        _ messages: [some Message], by queue: TestQueue, whileLocked: () async throws -> Void = {}
    ) async throws -> [Result<Void, any Error>] {
        let begun = Seen<Void>()
        let tasks = try await TestDatabase.current.client().withTransaction { transaction in
            try await transaction.execute("LOCK TABLE queue.log")
            let tasks = messages.map { message in
                Task {
                    begun.add(())
                    try await queue.queue.enqueueAlone(message)
                }
            }
            await begun.wait(for: messages.count)
            try await eventually { try await queue.lockWaits(of: append) == 1 }
            try await whileLocked()
            return tasks
        }
        var outcomes: [Result<Void, any Error>] = []
        for task in tasks { outcomes.append(await task.result) }
        return outcomes
    }
}
