import Foundation

/// One calculation: walks from day to day and notes each step.
struct DeadlineWalk {
    let engine: DeadlineEngine
    private let start: LocalDateTime
    let pauses: [ClockPause]
    private(set) var steps: [DeadlineStep]

    init(engine: DeadlineEngine, start: LocalDateTime, pauses: [ClockPause]) {
        self.engine = engine
        self.start = start
        self.pauses = pauses
        steps = [.started(start)]
    }

    /// The closing time of the start day, or of the next working day when the start day is off or already closed.
    mutating func sameDay() throws(DeadlineError) -> Date {
        var day = start.date
        let kind = try engine.calendar.kind(of: day)
        if kind.isWorkday, start.time < engine.hours.closing, !isPaused(day) { return try finish(on: day) }
        steps.append(kind.isWorkday ? .afterClosing(day) : .skipped(day, kind))
        day = try nextWorkday(after: day, number: 1)
        return try finish(on: day)
    }

    /// The closing time of the `count`th working day after the start day.
    mutating func workingDays(_ count: Int) throws(DeadlineError) -> Date {
        var day = start.date
        for number in 1...max(1, count) { day = try nextWorkday(after: day, number: number) }
        return try finish(on: day)
    }

    /// The closing time of the `count`th calendar day after the start day.
    mutating func naturalDays(_ count: Int, rollForward: Bool) throws(DeadlineError) -> Date {
        var day = start.date
        var counted = 0
        if count == 0, start.time >= engine.hours.closing {
            steps.append(.afterClosing(day))
            day = day.adding(days: 1)
        }
        while counted < count {
            day = day.adding(days: 1)
            if isPaused(day) {
                steps.append(.paused(day))
                try refuseEndlessPause(on: day)
            } else {
                counted += 1
                steps.append(.counted(day, try? engine.calendar.kind(of: day), number: counted))
            }
        }
        if rollForward {
            while case let kind = try engine.calendar.kind(of: day), !kind.isWorkday {
                steps.append(.rolledForward(day, kind))
                day = day.adding(days: 1)
            }
        }
        return try finish(on: day)
    }

    /// The moment at which so many seconds of business hours are used up.
    mutating func businessSeconds(_ total: Int) throws(DeadlineError) -> Date {
        var remaining = total
        var day = start.date
        var from = start.time
        noteStartOutsideHours(try engine.calendar.kind(of: day))
        while true {
            let kind = try engine.calendar.kind(of: day)
            if kind.isWorkday {
                for interval in openIntervals(on: day, from: from) {
                    let length = interval.upperBound.seconds - interval.lowerBound.seconds
                    let used = min(length, remaining)
                    let end = TimeOfDay(secondsSinceMidnight: interval.lowerBound.seconds + used)
                    if used > 0 { steps.append(.worked(day, kind, interval.lowerBound..<end)) }
                    remaining -= used
                    if remaining == 0 { return finish(at: LocalDateTime(date: day, time: end)) }
                }
            } else {
                steps.append(.skipped(day, kind))
            }
            try refuseEndlessPause(on: day)
            day = day.adding(days: 1)
            from = .midnight
        }
    }

    /// The moment so many seconds later, pauses left out; no calendar.
    mutating func elapsed(from: Date, seconds: Int) throws(DeadlineError) -> Date {
        var due = from.addingTimeInterval(TimeInterval(seconds))
        steps.append(.elapsed(start.date, seconds: seconds))
        for pause in pauses where pause.from < due {
            guard let until = pause.until else { throw .paused(since: pause.from) }
            let still = until.timeIntervalSince(max(pause.from, from))
            guard still > 0 else { continue }
            steps.append(.stoodStill(LocalDate(pause.from, in: engine.timeZone), seconds: Int(still)))
            due.addTimeInterval(still)
        }
        steps.append(.due(LocalDateTime(due, in: engine.timeZone)))
        return due
    }

    // MARK: - Private

    private mutating func nextWorkday(after day: LocalDate, number: Int) throws(DeadlineError) -> LocalDate {
        var day = day.adding(days: 1)
        while true {
            let kind = try engine.calendar.kind(of: day)
            if !kind.isWorkday {
                steps.append(.skipped(day, kind))
            } else if isPaused(day) {
                steps.append(.paused(day))
                try refuseEndlessPause(on: day)
            } else {
                steps.append(.counted(day, kind, number: number))
                return day
            }
            day = day.adding(days: 1)
        }
    }

    private mutating func finish(on day: LocalDate) throws(DeadlineError) -> Date {
        finish(at: LocalDateTime(date: day, time: engine.hours.closing))
    }

    private mutating func finish(at local: LocalDateTime) -> Date {
        steps.append(.due(local))
        return local.moment(in: engine.timeZone)
    }

    private mutating func noteStartOutsideHours(_ kind: DayKind) {
        guard !kind.isWorkday || !engine.hours.intervals.contains(where: { $0.contains(start.time) }) else { return }
        steps[0] = .startedOutsideHours(start)
    }
}
