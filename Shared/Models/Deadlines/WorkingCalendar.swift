/// The working days of the years whose State Council notice is loaded (国务院办公厅放假安排).
///
/// Monday to Friday are working days unless the notice gives them off; Saturdays and Sundays are off unless the notice
/// makes them make-up days. A day of any other year is an error: next year's notice comes in November and is not known before.
public struct WorkingCalendar: Hashable, Sendable {
    /// The years that can be answered for, in order.
    public let loadedYears: [Int]
    /// The days of the notices, in order.
    public let entries: [CalendarEntry]
    private let named: [LocalDate: DayKind]
    private let loaded: Set<Int>

    /// A calendar of the given days.
    ///
    /// A year counts as loaded when `years` names it or, without `years`, when its National Day (10-01) is among the days
    /// off: every notice names it, while a notice may reach into the last days of the year before.
    public init(entries: [CalendarEntry], years: Set<Int>? = nil) {
        var named: [LocalDate: DayKind] = [:]
        for entry in entries {
            named[entry.date] = entry.kind == .holiday ? .holiday(entry.name) : .makeUpDay(entry.name)
        }
        self.named = named
        self.entries = entries.sorted { $0.date < $1.date }
        loaded = years ?? Set(entries.filter { Self.isNationalDay($0) }.map(\.date.year))
        loadedYears = loaded.sorted()
    }

    /// What a day is.
    public func kind(of day: LocalDate) throws(DeadlineError) -> DayKind {
        guard loaded.contains(day.year) else {
            throw DeadlineError.calendarNotLoaded(day: day, loadedYears: loadedYears)
        }
        return named[day] ?? (day.isWeekend ? .weekend : .workday)
    }

    /// Whether people work that day.
    public func isWorkday(_ day: LocalDate) throws(DeadlineError) -> Bool { try kind(of: day).isWorkday }

    /// How many working days a half-open range holds.
    public func workdays(in days: Range<LocalDate>) throws(DeadlineError) -> Int {
        var count = 0
        for number in days.lowerBound.daysSinceEpoch..<days.upperBound.daysSinceEpoch
        where try isWorkday(LocalDate(daysSinceEpoch: number)) {
            count += 1
        }
        return count
    }

    /// The first working day after a day.
    public func workday(after day: LocalDate) throws(DeadlineError) -> LocalDate {
        var candidate = day.adding(days: 1)
        while try !isWorkday(candidate) { candidate = candidate.adding(days: 1) }
        return candidate
    }

    /// The last working day before a day.
    public func workday(before day: LocalDate) throws(DeadlineError) -> LocalDate {
        var candidate = day.adding(days: -1)
        while try !isWorkday(candidate) { candidate = candidate.adding(days: -1) }
        return candidate
    }

    /// The `count`th working day after a day, which itself does not count.
    public func day(_ count: Int, workdaysAfter day: LocalDate) throws(DeadlineError) -> LocalDate {
        var last = day
        for _ in 0..<max(0, count) { last = try workday(after: last) }
        return last
    }

    /// The same calendar with one year replaced, as when its notice is published or corrected.
    public func replacing(year: Int, with entries: [CalendarEntry]) -> WorkingCalendar {
        let kept = self.entries.filter { $0.date.year != year }
        let added = entries.filter { $0.date.year == year || !loaded.contains($0.date.year) }
        return WorkingCalendar(entries: kept + added, years: loaded.union([year]))
    }

    private static func isNationalDay(_ entry: CalendarEntry) -> Bool {
        entry.kind == .holiday && entry.date.month == 10 && entry.date.day == 1
    }
}
