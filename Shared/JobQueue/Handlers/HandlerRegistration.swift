import Foundation
import Models
import Postgres

/// A handler whose payload type is hidden, so that handlers of different kinds stand in one list.
public struct HandlerRegistration: Sendable {
    let kind: String
    let version: Int
    let queue: QueueName
    let retryPolicy: RetryPolicy
    let work: Work

    enum Work: Sendable {
        case single(@Sendable (Delivery, MessageContext) async throws -> Void)
        case batch(limit: Int, @Sendable ([Delivery], Transaction) async throws -> Void)
    }

    /// A handler for one message at a time.
    public static func handler<H: MessageHandler>(_ handler: H) -> HandlerRegistration {
        HandlerRegistration(
            H.Payload.self, handler.retryPolicy,
            .single { delivery, context in
                try await handler.handle(delivery.decode(), context)
            })
    }

    /// A handler for many messages in one transaction.
    public static func batch<H: BatchMessageHandler>(_ handler: H) -> HandlerRegistration {
        precondition(handler.batchLimit >= 1, "a batch has a message")
        return HandlerRegistration(
            H.Payload.self, handler.retryPolicy,
            .batch(limit: handler.batchLimit) { batch, transaction in
                try await handler.handle(batch.map { try $0.delivered() }, in: transaction)
            })
    }

    private init<M: Message>(_ payload: M.Type, _ retryPolicy: RetryPolicy, _ work: Work) {
        kind = M.kind
        version = M.version
        queue = M.queue
        self.retryPolicy = retryPolicy
        self.work = work
    }
}
