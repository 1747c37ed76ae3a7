public import Models

/// One of the kinds of message that are handled together, and what the handler gets of each message.
public struct BatchKind<Element: Sendable>: Sendable {
    let kind: String
    let version: Int
    let queue: QueueName
    let element: @Sendable (Delivery) throws -> Element

    /// The messages of a type.
    public static func kind<M: Message>(
        _ type: M.Type, _ element: @escaping @Sendable (Delivered<M>) -> Element
    ) -> BatchKind {
        BatchKind(kind: M.kind, version: M.version, queue: M.queue) { element(try $0.delivered()) }
    }
}
