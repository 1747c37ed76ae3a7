public import Foundation

/// How far a due time is away, in both units; negative when it has passed (超期).
public struct RemainingTime: Hashable, Sendable {
    /// Working days: those after today up to the due day, or negative, those after the due day up to today.
    public let workingDays: Int
    /// Seconds on the clock.
    public let seconds: Int

    /// Whether the due time has passed.
    public var isOverdue: Bool { seconds < 0 }
}

extension DeadlineEngine {
    /// How far `due` is away at `now`.
    public func remaining(at now: Date, until due: Date) throws(DeadlineError) -> RemainingTime {
        let seconds = Int(due.timeIntervalSince(now).rounded(.down))
        return RemainingTime(workingDays: try workingDays(from: now, to: due), seconds: seconds)
    }

    /// The working days after the day of `from` up to and with the day of `to`; negative when `to` is on an earlier day.
    /// This is what a limit of N working days counts, so a case answered on the Nth day has used N.
    public func workingDays(from: Date, to: Date) throws(DeadlineError) -> Int {
        let first = LocalDate(from, in: timeZone)
        let last = LocalDate(to, in: timeZone)
        if first <= last {
            return try calendar.workdays(in: first.adding(days: 1)..<last.adding(days: 1))
        }
        return -(try calendar.workdays(in: last.adding(days: 1)..<first.adding(days: 1)))
    }
}
