import Foundation

/// What pauses do to a walk.
extension DeadlineWalk {
    /// Whether a pause takes the whole day out: it began that day or before and ends on a later day.
    func isPaused(_ day: LocalDate) -> Bool {
        pauses.contains { pause in
            LocalDate(pause.from, in: engine.timeZone) <= day
                && pause.until.map { LocalDate($0, in: engine.timeZone) > day } ?? true
        }
    }

    /// A pause without an end that has begun by this day leaves no due time.
    func refuseEndlessPause(on day: LocalDate) throws(DeadlineError) {
        if let last = pauses.last, last.until == nil, LocalDate(last.from, in: engine.timeZone) <= day {
            throw .paused(since: last.from)
        }
    }

    /// The day's business intervals from a time on, with the pauses cut out.
    func openIntervals(on day: LocalDate, from: TimeOfDay) -> [Range<TimeOfDay>] {
        var open = engine.hours.intervals.compactMap { interval -> Range<TimeOfDay>? in
            let lower = max(interval.lowerBound, from)
            return lower < interval.upperBound ? lower..<interval.upperBound : nil
        }
        for pause in pauses {
            let begin = LocalDateTime(pause.from, in: engine.timeZone)
            let end = pause.until.map { LocalDateTime($0, in: engine.timeZone) }
            guard begin.date <= day, end.map({ $0.date >= day }) ?? true else { continue }
            let lower = begin.date == day ? begin.time.seconds : 0
            let upper = end.map { $0.date == day ? $0.time.seconds : 86_400 } ?? 86_400
            open = open.flatMap { Self.cut(lower..<max(lower, upper), from: $0) }
        }
        return open
    }

    private static func cut(_ pause: Range<Int>, from interval: Range<TimeOfDay>) -> [Range<TimeOfDay>] {
        let lower = interval.lowerBound.seconds
        let upper = interval.upperBound.seconds
        let parts = [
            lower..<max(lower, min(upper, pause.lowerBound)), min(upper, max(lower, pause.upperBound))..<upper,
        ]
        return parts.filter { !$0.isEmpty }.map {
            TimeOfDay(secondsSinceMidnight: $0.lowerBound)..<TimeOfDay(secondsSinceMidnight: $0.upperBound)
        }
    }
}
