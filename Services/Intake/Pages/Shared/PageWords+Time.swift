import Foundation
import Models

extension PageWords {
    /// With the weekday, for people who plan by it: 2026年11月25日（周三）17:30, Wed 25 Nov 2026, 17:30.
    func long(_ moment: Date) -> String {
        let local = LocalDateTime(moment, in: timeZone)
        let day = local.date
        let weekday = self("weekday.\(day.weekday)")
        switch language {
        case .chinese: return "\(day.year)年\(day.month)月\(day.day)日（\(weekday)）\(clock(local))"
        case .english: return "\(weekday) \(day.day) \(self("month.\(day.month)")) \(day.year), \(clock(local))"
        }
    }

    /// 2026-11-25 17:30
    func plain(_ moment: Date) -> String {
        let local = LocalDateTime(moment, in: timeZone)
        return "\(local.date) \(clock(local))"
    }

    /// 11-25 17:30; with the year where it is another than that of `now`.
    func short(_ moment: Date, now: Date) -> String {
        let year = LocalDate(now, in: timeZone).year
        let text = plain(moment)
        return LocalDate(moment, in: timeZone).year == year ? String(text.dropFirst(5)) : text
    }

    /// How far a due time is away, on the clock: 还剩 4 天, 2 days over.
    func left(until due: Date, now: Date) -> String {
        let seconds = due.timeIntervalSince(now)
        let hours = Int(abs(seconds) / 3600)
        let key = seconds < 0 ? "over" : "left"
        if hours < 1 { return self("\(key).hour") }
        if hours < 24 { return self("\(key).hours", ["number": hours]) }
        return hours < 48 ? self("\(key).day") : self("\(key).days", ["number": hours / 24])
    }

    private func clock(_ local: LocalDateTime) -> String { String(local.time.description.prefix(5)) }
}
