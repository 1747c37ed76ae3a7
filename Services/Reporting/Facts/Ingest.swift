import JobQueue
import Models
import Postgres

/// Takes in events of one kind, a batch in one transaction: set-based, idempotent (see `CaseFactChange`), in any order.
struct Ingest<Event: Message>: BatchMessageHandler {
    let batchLimit = 2_000
    private let store: @Sendable ([Delivered<Event>], Transaction) async throws -> Void

    init(_ store: @escaping @Sendable ([Delivered<Event>], Transaction) async throws -> Void) { self.store = store }

    func handle(_ batch: [Delivered<Event>], in transaction: Transaction) async throws {
        try await store(batch, transaction)
        ReportingMetrics.ingested(Event.kind, batch.count)
    }
}

extension Ingest where Event: CaseEvent {
    /// Merges what the events say into the case facts.
    init(_ type: Event.Type) {
        self.init { batch, transaction in
            try await CaseFactStore.merge(Self.changes(batch), in: transaction)
        }
    }

    static func changes(_ batch: [Delivered<Event>]) -> [CaseFactChange] {
        batch.map { delivered in
            var change = delivered.payload.change
            change.lastMessage = delivered.id.rawValue
            return change
        }
    }
}
