import Foundation
import TestTools

/// Five fields and when they come true, written a second time and in other ways: what goes by the clock as it runs is looked for
/// minute by minute, what names times of the day among those of each day.
struct CronOracle {
    private let minutes: Set<Int>
    private let hours: Set<Int>
    private let days: Set<Int>
    private let months: Set<Int>
    private let weekdays: Set<Int>
    /// Whether either of day and weekday will do.
    private let isEither: Bool
    /// Whether it comes true as often as the clock shows it.
    private let isShown: Bool

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
        isShown = fields[1].hasPrefix("*")
    }

    /// The first time after an instant, if there is one within eight years.
    func next(after start: Date, in zone: TimeZone) -> Date? {
        isShown ? nextShown(after: start, zone) : nextFixed(after: start, zone)
    }

    // MARK: - Private

    /// How far is looked: 29 February may be eight years away.
    private static let days = 366 * 8 + 1
    private static let monthNames = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    /// A day of the calendar, as if it were one of UTC, by its number from 1970 on.
    private func matches(_ day: Int) -> Bool {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents(
            [.day, .month, .weekday], from: Date(timeIntervalSince1970: Double(day) * 86_400))
        guard let number = parts.day, let month = parts.month, let weekday = parts.weekday else { return false }
        let (byDay, byWeek) = (days.contains(number), weekdays.contains(weekday - 1))
        return months.contains(month) && (isEither ? byDay || byWeek : byDay && byWeek)
    }

    /// What the clock shows at an instant, in seconds from 1970 on, as if it were one of UTC.
    private static func shown(_ time: Int, _ zone: TimeZone) -> Int {
        time + zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time)))
    }

    private func nextShown(after start: Date, _ zone: TimeZone) -> Date? {
        let started = Int(start.timeIntervalSince1970.rounded(.down))
        let last = Self.shown(started, zone) / 86_400 + Self.days
        var time = (started / 60 + 1) * 60
        var (day, isNamed) = (0, false)
        while day <= last {
            let local = Self.shown(time, zone)
            if local / 86_400 != day {
                day = local / 86_400
                isNamed = matches(day)
            }
            if isNamed, hours.contains(local / 3600 % 24), minutes.contains(local / 60 % 60) {
                return Date(timeIntervalSince1970: Double(time))
            }
            // Through a day that is not named by the hour, unless clocks move meanwhile.
            let step = isNamed ? 60 : min(3600, 86_400 - local % 86_400)
            time += Self.shown(time + step, zone) == local + step ? step : 60
        }
        return nil
    }

    private func nextFixed(after start: Date, _ zone: TimeZone) -> Date? {
        let today = Self.shown(Int(start.timeIntervalSince1970.rounded(.down)), zone) / 86_400
        // Where clocks move over midnight, times of a day come after some of the next.
        for day in today - 1...today + Self.days where matches(day) {
            let times = [day, day + 1].filter(matches).flatMap { instants(of: $0, zone) }
            if let first = times.filter({ $0 > start }).min() { return first }
        }
        return nil
    }

    private func instants(of day: Int, _ zone: TimeZone) -> [Date] {
        let date = Date(timeIntervalSince1970: Double(day) * 86_400)
        return hours.flatMap { hour in
            minutes.map { Self.instant(date.addingTimeInterval(TimeInterval(hour * 3600 + $0 * 60)), zone) }
        }
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
