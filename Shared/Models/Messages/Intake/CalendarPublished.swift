public import Foundation

/// The working-day calendar of a year was loaded or changed (放假安排): holders of a copy replace that year.
public struct CalendarPublished: Message, Hashable {
    /// `intake.calendar.published`
    public static let kind = "intake.calendar.published"
    /// Events of the service that says so.
    public static let queue = QueueName.intakeEvents

    /// The calendar year.
    public var year: Int
    /// The days that differ from Monday-to-Friday, in order.
    public var entries: [CalendarEntry]
    /// When it happened.
    public var at: Date

    /// Assembles the payload.
    public init(year: Int, entries: [CalendarEntry], at: Date) {
        self.year = year
        self.entries = entries
        self.at = at
    }
}
