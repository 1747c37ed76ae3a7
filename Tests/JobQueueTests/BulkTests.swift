import JobQueue
import Models
import Postgres
import Synchronization
import TestKit
import Testing

@Suite("Enqueueing in bulk", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct BulkTests {
    @Test("messages are made as they are sent: of any number there are never more than a few")
    func lazily() async throws {
        let queue = try TestQueue()
        let scales = Scales()
        try await queue.client.withTransaction { transaction in
            try await queue.queue.enqueue(contentsOf: scales.messages(30_000), in: transaction)
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.log") == 30_000)
        #expect(scales.most < 10)
    }

    @Test("those in the order of a key are made ten thousand at a time")
    func inPortions() async throws {
        let queue = try TestQueue()
        let scales = Scales()
        try await queue.client.withTransaction { transaction in
            try await queue.queue.enqueue(
                contentsOf: scales.messages(30_000), orderedBy: { "\($0.number % 100)" }, in: transaction)
        }
        #expect(try await queue.int("SELECT count(*) FROM queue.log") == 30_000)
        #expect(scales.most < 10_010)
    }
}

/// A message that tells the scales for how long it is there.
private struct Weighed: Message {
    static let kind = "test.weighed"
    static let queue = QueueName.test
    var number: Int
    var weight: Weight?

    enum CodingKeys: CodingKey {
        case number
    }
}

private final class Weight: Sendable {
    let scales: Scales

    init(on scales: Scales) {
        self.scales = scales
        scales.add(1)
    }

    deinit { scales.add(-1) }
}

/// How many messages there are, and were at the most.
private final class Scales: Sendable {
    private let state = Mutex((now: 0, most: 0))

    var most: Int { state.withLock { $0.most } }

    func add(_ count: Int) {
        state.withLock { $0 = ($0.now + count, max($0.most, $0.now + count)) }
    }

    func messages(_ count: Int) -> some Sequence<Weighed> {
        (0..<count).lazy.map { Weighed(number: $0, weight: Weight(on: self)) }
    }
}
