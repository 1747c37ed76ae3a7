/// A subscription and what a worker does with its messages. Kinds without a handler here wait, uncounted, for a worker
/// that has one.
///
/// ```swift
/// SubscriptionHandlers(
///     Subscription(.notification, "notification"),
///     [.handler(SendNotificationHandler(store)), .batch(IngestHandler())])
/// ```
public struct SubscriptionHandlers: Sendable {
    /// The subscription.
    public let subscription: Subscription
    /// By kind; one that handles several kinds stands there for each.
    let handlers: [String: HandlerRegistration]
    /// How many of them run at once in a process; nil as ``WorkerConfiguration/concurrency`` says.
    let concurrency: Int?
    let order: KeyOrder

    /// What becomes of the messages of an ordering key when one of them is to be tried again.
    public enum KeyOrder: Sendable {
        /// They wait for it.
        case strict
        /// They go on, and when its time has come it takes its turn behind those that are held then. One of a key is still
        /// handled at a time, and a kind that nobody knows yet holds its key up all the same.
        case skippingFailed
    }

    /// Registers handlers, so many of which run at once in a process (nil: as the worker's configuration says; for a limit over
    /// all processes there is `bangban queue limit`). A kind may have one only.
    public init(
        _ subscription: Subscription, concurrency: Int? = nil, order: KeyOrder = .strict,
        _ handlers: [HandlerRegistration]
    ) {
        precondition(concurrency ?? 1 >= 1, "a worker handles something")
        self.subscription = subscription
        self.concurrency = concurrency
        self.order = order
        var byKind: [String: HandlerRegistration] = [:]
        for handler in handlers {
            precondition(
                handler.queue == subscription.queue,
                "\(handler.kinds.keys.sorted()) do not belong to \(subscription.queue)")
            for kind in handler.kinds.keys {
                precondition(byKind.updateValue(handler, forKey: kind) == nil, "two handlers for the kind \(kind)")
            }
        }
        self.handlers = byKind
    }

    /// The least number of messages that any of the handlers takes at once, and so the least that is worth claiming: batches of
    /// fewer would take about as long each, and never be found worth enlarging.
    var smallestBatch: Int {
        handlers.values.map { handler in
            switch handler.work {
            case .single: 1
            case .batch(let limit, _): limit
            }
        }.min() ?? 1
    }
}
