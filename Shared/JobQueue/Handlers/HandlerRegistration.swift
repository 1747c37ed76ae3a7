import Models
public import Postgres

/// A handler whose payload types are hidden, so that handlers of different kinds stand in one list.
public final class HandlerRegistration: Sendable {
    /// What it handles: kinds, each up to a version.
    let kinds: [String: Int]
    /// Its first kind: what its batches are told apart by.
    let name: String
    let queue: QueueName
    let retryPolicy: RetryPolicy
    let timeout: Duration?
    let work: Work

    typealias Body = @Sendable (Delivery, MessageContext) async throws -> Void
    typealias BatchBody = @Sendable ([Delivery], Transaction) async throws -> Void

    enum Work: Sendable {
        case single(Body)
        case batch(limit: Int, BatchBody)
    }

    /// A handler for one message at a time.
    public static func handler<H: MessageHandler>(_ handler: H) -> HandlerRegistration {
        HandlerRegistration(
            kinds: [H.Payload.kind: H.Payload.version], queue: H.Payload.queue, retryPolicy: handler.retryPolicy,
            timeout: handler.timeout,
            work: .single { delivery, context in
                try await handler.handle(delivery.decode(), context)
            })
    }

    /// A handler for many messages in one transaction.
    public static func batch<H: BatchMessageHandler>(_ handler: H) -> HandlerRegistration {
        batch(
            of: [.kind(H.Payload.self) { $0 }], limit: handler.batchLimit, retryPolicy: handler.retryPolicy,
            timeout: handler.timeout
        ) { batch, transaction in
            try await handler.handle(batch, in: transaction)
        }
    }

    /// A handler for many messages of several kinds in one transaction, in the order in which they were claimed: what the kinds
    /// say about one thing is then written once. The rules are those of ``BatchMessageHandler``. A kind stands there once.
    public static func batch<Element>(
        of kinds: [BatchKind<Element>], limit: Int = 500, retryPolicy: RetryPolicy = .standard,
        timeout: Duration? = nil, _ handle: @escaping @Sendable ([Element], Transaction) async throws -> Void
    ) -> HandlerRegistration {
        precondition(limit >= 1, "a batch has a message")
        precondition(Set(kinds.map(\.queue)).count == 1, "the kinds of a batch are of one queue")
        let elements = Dictionary(uniqueKeysWithValues: kinds.map { ($0.kind, $0.element) })
        return HandlerRegistration(
            kinds: Dictionary(uniqueKeysWithValues: kinds.map { ($0.kind, $0.version) }), queue: kinds[0].queue,
            retryPolicy: retryPolicy, timeout: timeout,
            work: .batch(limit: limit) { deliveries, transaction in
                try await handle(try deliveries.compactMap { try elements[$0.kind]?($0) }, transaction)
            })
    }

    private init(
        kinds: [String: Int], queue: QueueName, retryPolicy: RetryPolicy, timeout: Duration?, work: Work
    ) {
        precondition(timeout ?? .seconds(1) > .zero, "a handler takes some time")
        self.kinds = kinds
        name = kinds.keys.min() ?? ""
        self.queue = queue
        self.retryPolicy = retryPolicy
        self.timeout = timeout
        self.work = work
    }

    /// How often a message is tried: as its enqueuer said, or as the handler says.
    func maxAttempts(of delivery: Delivery) -> Int { delivery.maxAttempts ?? retryPolicy.maxAttempts }

    /// How a message is tried again.
    func policy(for delivery: Delivery) -> RetryPolicy {
        var policy = retryPolicy
        policy.maxAttempts = maxAttempts(of: delivery)
        return policy
    }

    /// Whether a message can be handled: of a kind it knows, in a version not newer than it knows.
    func handles(_ delivery: Delivery) -> Bool {
        kinds[delivery.kind].map { delivery.version <= $0 } ?? false
    }
}
