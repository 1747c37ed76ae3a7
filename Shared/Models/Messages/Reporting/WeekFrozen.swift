public import Foundation

/// A week's figures were frozen: they will not change any more.
public struct WeekFrozen: Message, Hashable {
    /// `reporting.week.frozen`
    public static let kind = "reporting.week.frozen"
    /// Events of the service that says so.
    public static let queue = QueueName.reportingEvents

    /// The ISO week.
    public var week: String
    /// When it happened.
    public var at: Date

    /// Assembles the payload.
    public init(week: String, at: Date) {
        self.week = week
        self.at = at
    }
}
