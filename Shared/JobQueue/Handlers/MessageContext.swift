public import Foundation
public import Logging
public import Postgres
import Synchronization

/// What a handler knows about the delivery it handles, and the way to finish it together with its effects.
public final class MessageContext: Sendable {
    /// How many deliveries there are before the message is given up.
    public let maxAttempts: Int

    let delivery: Delivery
    let client: PostgresClient
    private let workerLogger: Logger
    private let committed = Atomic(false)
    private let isUncertain = Atomic(false)

    init(_ delivery: Delivery, maxAttempts: Int, client: PostgresClient, logger: Logger) {
        self.maxAttempts = maxAttempts
        self.delivery = delivery
        self.client = client
        workerLogger = logger
    }

    /// The message; the same at every delivery.
    public var id: MessageID { delivery.id }

    /// The number of this delivery, from 1; deliveries that were put off are not counted.
    public var attempt: Int { delivery.attempt }

    /// When it was first enqueued, by the database's clock.
    public var enqueuedAt: Date { delivery.enqueuedAt }

    /// What accompanied it.
    public var headers: MessageHeaders { delivery.headers }

    /// For messages of a schedule: the time they were scheduled for.
    public var scheduledFor: Date? { headers.scheduledFor }

    /// A logger that names the message, and the request and the trace it belongs to.
    public var logger: Logger { delivery.logger(workerLogger) }

    /// Runs the body and finishes the message in ONE transaction, so that the effect happens exactly once. May be called
    /// once; what a handler does afterwards is not tried again.
    ///
    /// - Throws: what the body throws; ``LeaseLost`` when another worker has the message. Then nothing was kept.
    @discardableResult
    public func commit<T: Sendable>(_ body: (Transaction) async throws -> T) async throws -> T {
        precondition(!isCommitted, "a message is committed once")
        // The effect may be there already: only the database knows, and is asked when the handler has thrown.
        guard !isUncertain.load(ordering: .acquiring) else { throw CommitUncertain() }
        do {
            let value = try await finish(body)
            committed.store(true, ordering: .releasing)
            return value
        } catch let error as PostgresError where error.isConnectionLoss {
            isUncertain.store(true, ordering: .releasing)
            throw error
        }
    }

    var isCommitted: Bool { committed.load(ordering: .acquiring) }

    private func finish<T: Sendable>(_ body: (Transaction) async throws -> T) async throws -> T {
        try await LeaseLost.translating {
            try await client.withTransaction { transaction in
                let value = try await body(transaction)
                try await delivery.claim.finish(
                    [delivery.ordinal], hasUniqueKey: delivery.hasUniqueKey, in: transaction)
                return value
            }
        }
    }
}
