import Foundation
import Models
import ServiceKit

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

    /// How far a due time is away, on the clock: 还剩 4 天, 2 days over.
    func left(until due: Date, now: Date) -> String {
        let seconds = due.timeIntervalSince(now)
        let hours = Int(abs(seconds) / 3600)
        let key = seconds < 0 ? "over" : "left"
        if hours < 1 { return self("\(key).hour") }
        if hours < 24 { return self("\(key).hours", ["number": hours]) }
        return hours < 48 ? self("\(key).day") : self("\(key).days", ["number": hours / 24])
    }
}
