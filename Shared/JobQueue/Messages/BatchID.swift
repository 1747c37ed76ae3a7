/// The identity of a batch: a set of messages that another message waits for.
public struct BatchID: RawRepresentable, Hashable, Codable, Sendable {
    /// The number in `queue.batch`.
    public let rawValue: Int64

    /// Wraps a number.
    public init(rawValue: Int64) { self.rawValue = rawValue }
}
