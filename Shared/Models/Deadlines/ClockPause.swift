public import Foundation

/// A time in which a case's clock stands still (中止计时): hearings, tests, expert reviews (行政许可法 45).
public struct ClockPause: Hashable, Codable, Sendable {
    /// When it was suspended.
    public var from: Date
    /// When it resumed; nil while it still stands.
    public var until: Date?

    /// Names a pause.
    public init(from: Date, until: Date?) {
        self.from = from
        self.until = until
    }
}
