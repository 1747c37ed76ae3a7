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

    /// Registers handlers. A kind may have one only.
    public init(_ subscription: Subscription, _ handlers: [HandlerRegistration]) {
        self.subscription = subscription
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
}
