/// The moments at which a running clock is looked at.
public enum DeadlineThreshold: String, CaseIterable, Codable, Sendable {
    /// 80 % of the time from acceptance to the due time has passed.
    case eightyPercent = "eighty_percent"
    /// One working day before the due time.
    case workingDayBefore = "working_day_before"
    /// The due time itself.
    case due
}
