import Foundation
import TestTools

/// Five fields and when they come true, written a second time and in another way: hour by hour through the calendar.
struct CronOracle {
    private let minutes: Set<Int>
    private let hours: Set<Int>
    private let days: Set<Int>
    private let months: Set<Int>
    private let weekdays: Set<Int>
    /// Whether either of day and weekday will do.
    private let isEither: Bool

    /// Nil for what is no expression.
    init?(_ expression: String) {
        let fields = expression.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
        guard fields.count == 5,
            let minutes = Self.values(fields[0], 0...59), let hours = Self.values(fields[1], 0...23),
            let days = Self.values(fields[2], 1...31), let months = Self.values(fields[3], 1...12, Self.monthNames),
            let weekdays = Self.values(fields[4], 0...7, Self.dayNames)
        else { return nil }
        (self.minutes, self.hours, self.days, self.months) = (minutes, hours, days, months)
        self.weekdays = Set(weekdays.map { $0 % 7 })
        isEither = !fields[2].hasPrefix("*") && !fields[4].hasPrefix("*")
    }

    /// The first time after an instant, if there is one within eight years.
    func next(after start: Date, in zone: TimeZone) -> Date? {
        var day = Calendar(identifier: .gregorian)
        day.timeZone = .gmt
        // The local date, as if it were one of UTC; the day before may reach over midnight where clocks go forward.
        let local = start.addingTimeInterval(TimeInterval(zone.secondsFromGMT(for: start)))
        guard let today = day.dateInterval(of: .day, for: local)?.start else { return nil }
        for offset in -1...(366 * 8 + 1) {
            let date = today.addingTimeInterval(TimeInterval(offset) * 86_400)
            guard matches(day.dateComponents([.day, .month, .weekday], from: date)) else { continue }
            let times = hours.flatMap { hour in
                minutes.map { Self.instant(date.addingTimeInterval(TimeInterval(hour * 3600 + $0 * 60)), zone) }
            }
            if let first = times.filter({ $0 > start }).min() { return first }
        }
        return nil
    }

    // MARK: - Private

    private static let monthNames = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    private func matches(_ date: DateComponents) -> Bool {
        guard let day = date.day, let month = date.month, let weekday = date.weekday else { return false }
        let (byDay, byWeek) = (days.contains(day), weekdays.contains(weekday - 1))
        return months.contains(month) && (isEither ? byDay || byWeek : byDay && byWeek)
    }

    /// The instant of a local time: the later one where it occurs twice; where it is left out, as far after as the clocks moved.
    private static func instant(_ local: Date, _ zone: TimeZone) -> Date {
        // Offsets in force around it, and the instants that they make of it.
        let offsets = [-93_600.0, 0, 93_600].map { zone.secondsFromGMT(for: local.addingTimeInterval($0)) }
        let candidates = offsets.map { local.addingTimeInterval(-TimeInterval($0)) }
        let real = candidates.filter { $0.addingTimeInterval(TimeInterval(zone.secondsFromGMT(for: $0))) == local }
        // Before the clocks moved the offset was the smaller one.
        return real.max() ?? local.addingTimeInterval(-TimeInterval(offsets.min() ?? 0))
    }

    private static func values(_ field: String, _ range: ClosedRange<Int>, _ names: [String] = []) -> Set<Int>? {
        var values: Set<Int> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let steps = part.split(separator: "/", omittingEmptySubsequences: false)
            let bounds = steps[0].split(separator: "-", omittingEmptySubsequences: false)
            guard steps.count <= 2, bounds.count <= 2 else { return nil }
            guard let step = steps.count == 2 ? number(steps[1]) : 1, step >= 1 else { return nil }
            if bounds == ["*"] {
                values.formUnion(stride(from: range.lowerBound, through: range.upperBound, by: step))
                continue
            }
            func value(_ text: Substring) -> Int? {
                names.firstIndex(of: String(text)).map { $0 + range.lowerBound } ?? number(text)
            }
            guard let low = value(bounds[0]) else { return nil }
            guard let high = bounds.count == 2 ? value(bounds[1]) : steps.count == 2 ? range.upperBound : low else {
                return nil
            }
            guard range.contains(low), range.contains(high), low <= high else { return nil }
            values.formUnion(stride(from: low, through: high, by: step))
        }
        return values
    }

    /// One or two digits.
    private static func number(_ text: Substring) -> Int? {
        (1...2).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
