/// A day that the State Council's notice (国务院办公厅放假通知) takes out of the Monday-to-Friday rule.
public struct CalendarEntry: Hashable, Codable, Sendable {
    /// What the notice makes of a day.
    public enum Kind: String, CaseIterable, Codable, Sendable {
        /// A day off (放假).
        case holiday
        /// A make-up working day (调休上班).
        case workday
    }

    /// The day.
    public var date: LocalDate
    /// Off or working.
    public var kind: Kind
    /// The holiday it belongs to, such as 春节.
    public var name: String

    /// Names a day of a notice.
    public init(date: LocalDate, kind: Kind, name: String) {
        self.date = date
        self.kind = kind
        self.name = name
    }
}
