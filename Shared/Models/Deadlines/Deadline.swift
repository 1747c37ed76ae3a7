public import Foundation

/// A due time and how it came about.
public struct Deadline: Hashable, Sendable {
    /// When the clock started.
    public let from: Date
    /// The limit that was applied.
    public let limit: TimeLimit
    /// When it is due.
    public let due: Date
    /// The derivation, day by day.
    public let steps: [DeadlineStep]
}
