public import Foundation

/// Computes due times from a calendar and business hours. Pure: the same arguments give the same answer.
public struct DeadlineEngine: Hashable, Sendable {
    /// The working days.
    public let calendar: WorkingCalendar
    /// The hours of a working day.
    public let hours: BusinessHours
    /// The zone whose days and hours are meant.
    public let timeZone: TimeZone

    /// An engine for a calendar, hours and zone.
    public init(calendar: WorkingCalendar, hours: BusinessHours = .standard, timeZone: TimeZone = .shanghai) {
        self.calendar = calendar
        self.hours = hours
        self.timeZone = timeZone
    }

    /// When something that began at `from` is due.
    ///
    /// - Limits in days count from the day after `from` and end at closing time; a pause takes out its days from the one it
    ///   begins on to the one before it ends, so the day of resumption counts.
    /// - Limits in business minutes run over the hours of working days, half-open: 17:30:00 is already outside. A pause takes
    ///   out its seconds.
    /// - Elapsed limits know no calendar.
    public func deadline(
        from: Date, limit: TimeLimit, pauses: [ClockPause] = []
    ) throws(DeadlineError) -> Deadline {
        try check(pauses)
        var walk = DeadlineWalk(engine: self, start: LocalDateTime(from, in: timeZone), pauses: pauses)
        let due =
            switch limit {
            case .workingDays(0): try walk.sameDay()
            case .workingDays(let count): try walk.workingDays(count)
            case .naturalDays(let count, let rollForward): try walk.naturalDays(count, rollForward: rollForward)
            case .businessMinutes(let count): try walk.businessSeconds(count * 60)
            case .elapsedMinutes(let count): try walk.elapsed(from: from, seconds: count * 60)
            }
        return Deadline(from: from, limit: limit, due: due, steps: walk.steps)
    }

    private func check(_ pauses: [ClockPause]) throws(DeadlineError) {
        var end = Date.distantPast
        for pause in pauses {
            guard pause.from >= end else { throw .pausesOutOfOrder }
            end = pause.until ?? .distantFuture
            guard end >= pause.from else { throw .pausesOutOfOrder }
        }
    }
}
