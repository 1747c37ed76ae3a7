public import Foundation

/// How far a message's handler said it was, the last time it did (``MessageContext/report(progress:_:)``).
public struct MessageProgress: Hashable, Sendable {
    /// The part of the whole that is done, from 0 to 1; nil when only a note was given.
    public let fraction: Double?
    /// What the handler said of it.
    public let note: String?
    /// When, by the database's clock. It may have been at an earlier delivery, which failed since.
    public let at: Date
}
