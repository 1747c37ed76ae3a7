/// What became of a message that was handed to the queue.
public struct EnqueueResult: Hashable, Sendable {
    /// The message, or the one that holds the same unique key.
    public let id: MessageID
    /// Whether nothing was appended because the unique key is held.
    public let isDuplicate: Bool
}
