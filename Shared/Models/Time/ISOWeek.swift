public import Foundation

/// A week by ISO 8601: Monday to Sunday, numbered within its week-year (周报的统计周).
///
/// A boundary falls on Monday 00:00 in the zone asked for, half-open, so that every moment belongs to exactly one week.
public struct ISOWeek: Hashable, Sendable {
    /// The week-year, which differs from the calendar year in the days around New Year.
    public let year: Int
    /// The number of the week, 1 to 52 or 53.
    public let number: Int

    /// A week by its year and number; 53 is an error in a year of 52 weeks.
    public init(year: Int, number: Int) throws(FieldError) {
        guard (1...9998).contains(year) else {
            throw FieldError(field: "week", reason: "has no such year", expected: "a year from 0001 to 9998")
        }
        let last = Self.weekCount(of: year)
        guard (1...last).contains(number) else {
            throw FieldError(
                field: "week", reason: "\(year) has no week \(number)", expected: "a week from 1 to \(last)")
        }
        self.init(unchecked: year, number)
    }

    /// Reads `2024-W28`.
    public init(_ text: String) throws(FieldError) {
        let bytes = Array(text.utf8)
        guard bytes.count == 8, bytes[4] == 0x2D, bytes[5] == 0x57,
            (bytes[..<4] + bytes[6...]).allSatisfy({ (0x30...0x39).contains($0) }),
            let year = Int(text.prefix(4)), let number = Int(text.suffix(2))
        else {
            throw FieldError(field: "week", reason: "is not an ISO week", expected: "YYYY-Www, such as 2024-W28")
        }
        try self.init(year: year, number: number)
    }

    /// The week that a day belongs to.
    public init(containing day: LocalDate) {
        let thursday = day.adding(days: 4 - day.weekday)
        let year = thursday.year
        self.init(unchecked: year, (thursday.daysSinceEpoch - Self.firstMonday(of: year).daysSinceEpoch) / 7 + 1)
    }

    /// The seven days, Monday to Sunday.
    public var days: Range<LocalDate> { monday..<monday.adding(days: 7) }

    /// From Monday 00:00 to the next Monday 00:00 in `zone`, half-open.
    public func interval(in zone: TimeZone) -> Range<Date> {
        days.lowerBound.start(in: zone)..<days.upperBound.start(in: zone)
    }

    /// The week before.
    public var previous: ISOWeek { ISOWeek(containing: monday.adding(days: -7)) }
    /// The week after.
    public var next: ISOWeek { ISOWeek(containing: monday.adding(days: 7)) }

    // MARK: - Private

    private var monday: LocalDate { Self.firstMonday(of: year).adding(days: (number - 1) * 7) }

    private init(unchecked year: Int, _ number: Int) {
        self.year = year
        self.number = number
    }

    /// The Monday of week 1: the week that holds 4 January.
    private static func firstMonday(of year: Int) -> LocalDate {
        let fourth = januaryFourth(of: year)
        return fourth.adding(days: 1 - fourth.weekday)
    }

    private static func weekCount(of year: Int) -> Int {
        (firstMonday(of: year + 1).daysSinceEpoch - firstMonday(of: year).daysSinceEpoch) / 7
    }

    private static func januaryFourth(of year: Int) -> LocalDate {
        LocalDate(year: year, month: 1, day: 4) ?? LocalDate(daysSinceEpoch: 3)
    }
}

extension ISOWeek: TextCodable {
    /// `2024-W28`.
    public var description: String {
        let digits = String(year)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + (number < 10 ? "-W0" : "-W")
            + String(number)
    }
}

extension ISOWeek: Comparable {
    /// Orders by time.
    public static func < (left: Self, right: Self) -> Bool { (left.year, left.number) < (right.year, right.number) }
}
