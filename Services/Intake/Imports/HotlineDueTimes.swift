import Foundation
import Models

/// The promised due times of hotline requests (热线办理时限). A limit in days depends on the day alone, so one body's rows share
/// a few calculations.
struct HotlineDueTimes {
    let engine: DeadlineEngine
    let limit: TimeLimit?
    private var known: [LocalDate: Date?] = [:]

    init(engine: DeadlineEngine, limit: TimeLimit?) {
        self.engine = engine
        self.limit = limit
    }

    /// When a request that came in at `moment` is due; nil where no limit applies or the calendar does not reach.
    mutating func due(_ moment: Date) -> Date? {
        guard let limit else { return nil }
        guard limit.isInDays else { return try? engine.deadline(from: moment, limit: limit).due }
        let day = LocalDate(moment, in: engine.timeZone)
        if let due = known[day] { return due }
        let due = try? engine.deadline(from: moment, limit: limit).due
        known[day] = .some(due)
        return due
    }
}

extension TimeLimit {
    /// Whether only the day of the start matters, not its hour; a same-day limit looks at the hour.
    var isInDays: Bool {
        switch self {
        case .workingDays(let count): count > 0
        case .naturalDays: true
        case .businessMinutes, .elapsedMinutes: false
        }
    }
}
