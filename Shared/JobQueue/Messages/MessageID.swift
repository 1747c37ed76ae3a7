public import Postgres

/// The identity of a message, kept through every delivery and to every subscription.
public struct MessageID: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible, PostgresCodable {
    /// The number in the log.
    public let rawValue: Int64

    /// Wraps a number.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// The number.
    public var description: String { String(rawValue) }
}
