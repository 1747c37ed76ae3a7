public import Foundation

/// A moment at which a running clock is looked at (预警).
public struct DeadlineWarning: Hashable, Sendable {
    /// Which of the moments.
    public let threshold: DeadlineThreshold
    /// When it comes.
    public let at: Date
}

extension DeadlineEngine {
    /// The moments at which a deadline is looked at, in order of time: 80 % of the time from start to due, one working day
    /// before (the due time's hour on the last working day before), and the due time.
    ///
    /// A warning that would come at or before the start is left out, as is the one before a day whose year is not loaded.
    public func warnings(for deadline: Deadline) -> [DeadlineWarning] {
        warnings(from: deadline.from, due: deadline.due)
    }

    /// The moments for a clock that started at `from` and is due at `due`.
    public func warnings(from: Date, due: Date) -> [DeadlineWarning] {
        var warnings = [DeadlineWarning(threshold: .due, at: due)]
        let eighty = Date(
            timeIntervalSince1970: (from.timeIntervalSince1970 + due.timeIntervalSince(from) * 0.8).rounded(.down))
        if eighty > from, eighty < due { warnings.append(DeadlineWarning(threshold: .eightyPercent, at: eighty)) }
        let local = LocalDateTime(due, in: timeZone)
        if let day = try? calendar.workday(before: local.date) {
            let before = LocalDateTime(date: day, time: local.time).moment(in: timeZone)
            if before > from { warnings.append(DeadlineWarning(threshold: .workingDayBefore, at: before)) }
        }
        return warnings.sorted { $0.at < $1.at }
    }
}
