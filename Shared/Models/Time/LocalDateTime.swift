public import Foundation

/// What calendar and clock on a wall show: a day and a time, without a zone.
public struct LocalDateTime: Hashable, Comparable, Sendable {
    /// The day.
    public var date: LocalDate
    /// The time, to the second.
    public var time: TimeOfDay

    /// Joins a day and a time.
    public init(date: LocalDate, time: TimeOfDay) {
        self.date = date
        self.time = time
    }

    /// What a wall in `zone` shows at a moment; fractions of a second are dropped.
    public init(_ moment: Date, in zone: TimeZone) {
        let local = Int(moment.timeIntervalSince1970.rounded(.down)) + zone.secondsFromGMT(for: moment)
        let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        date = LocalDate(daysSinceEpoch: day)
        time = TimeOfDay(secondsSinceMidnight: local - day * 86_400)
    }

    /// The moment at which a wall in `zone` shows this. Of two such moments the earlier; in a gap, the time moved
    /// forward by the gap.
    public func moment(in zone: TimeZone) -> Date {
        let local = date.daysSinceEpoch * 86_400 + time.seconds
        let guess = Date(
            timeIntervalSince1970: TimeInterval(
                local - zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(local)))))
        return Date(timeIntervalSince1970: TimeInterval(local - zone.secondsFromGMT(for: guess)))
    }

    /// Orders by time.
    public static func < (left: Self, right: Self) -> Bool {
        (left.date, left.time) < (right.date, right.time)
    }
}

extension LocalDateTime: LosslessStringConvertible {
    /// Reads `2026-09-18T17:30`, with `T` or a space, with or without seconds; nil when it is no such moment.
    public init?(_ text: String) {
        guard text.utf8.count > 11, let separator = text.utf8.dropFirst(10).first,
            separator == 0x54 || separator == 0x20,
            let date = LocalDate(String(text.prefix(10))), let time = TimeOfDay(String(text.dropFirst(11)))
        else { return nil }
        self.init(date: date, time: time)
    }

    /// `2026-09-18T17:30`, with seconds only where they are not zero.
    public var description: String { "\(date)T\(time)" }
}
