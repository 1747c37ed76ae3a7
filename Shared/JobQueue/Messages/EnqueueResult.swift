/// What became of a message that was handed to the queue.
public struct EnqueueResult: Hashable, Sendable {
    /// The message, or the one that is there in its place (``Unique``).
    public let id: MessageID
    /// Whether nothing was appended because of that one.
    public let isDuplicate: Bool
}
