extension LocalDate: Strideable {
    /// The number of days to another day, negative when it is earlier.
    public func distance(to other: LocalDate) -> Int { other.daysSinceEpoch - daysSinceEpoch }

    /// The day so many days later.
    public func advanced(by days: Int) -> LocalDate { adding(days: days) }
}

extension LocalDate {
    /// Whether the day is a Saturday or Sunday, before any notice is looked at.
    public var isWeekend: Bool { weekday > 5 }
}
