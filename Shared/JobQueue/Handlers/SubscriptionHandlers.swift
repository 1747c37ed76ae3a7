/// A subscription and what a worker does with its messages. Kinds without a handler here wait, uncounted, for a worker
/// that has one.
///
/// ```swift
/// SubscriptionHandlers(Subscription(.notification, "notification")) {
///     .handler(SendNotificationHandler(store))
///     .batch(IngestHandler())
/// }
/// ```
public struct SubscriptionHandlers: Sendable {
    /// The subscription.
    public let subscription: Subscription
    let handlers: [String: HandlerRegistration]

    /// Registers handlers. A kind may have one only.
    public init(_ subscription: Subscription, _ handlers: [HandlerRegistration]) {
        self.subscription = subscription
        self.handlers = Dictionary(handlers.map { ($0.kind, $0) }) { first, _ in
            preconditionFailure("two handlers for the kind \(first.kind)")
        }
        for handler in handlers {
            precondition(
                handler.queue == subscription.queue, "\(handler.kind) does not belong to \(subscription.queue)")
        }
    }

    /// Registers handlers, one a line.
    public init(_ subscription: Subscription, @HandlerBuilder _ handlers: () -> [HandlerRegistration]) {
        self.init(subscription, handlers())
    }
}

/// Collects handlers, one a line.
@resultBuilder
public enum HandlerBuilder {
    /// One line.
    public static func buildExpression(_ handler: HandlerRegistration) -> [HandlerRegistration] { [handler] }
    /// All lines.
    public static func buildBlock(_ handlers: [HandlerRegistration]...) -> [HandlerRegistration] {
        handlers.flatMap(\.self)
    }
    /// An `if` without `else`.
    public static func buildOptional(_ handlers: [HandlerRegistration]?) -> [HandlerRegistration] { handlers ?? [] }
    /// An `if`.
    public static func buildEither(first: [HandlerRegistration]) -> [HandlerRegistration] { first }
    /// An `else`.
    public static func buildEither(second: [HandlerRegistration]) -> [HandlerRegistration] { second }
    /// A `for`.
    public static func buildArray(_ handlers: [[HandlerRegistration]]) -> [HandlerRegistration] {
        handlers.flatMap(\.self)
    }
}
