public import Foundation

/// Why a deadline cannot be computed. Never answered with a guess.
public enum DeadlineError: Error, Hashable, Sendable {
    /// The calculation reaches a day whose year's notice was not loaded (放假安排未载入).
    case calendarNotLoaded(day: LocalDate, loadedYears: [Int])
    /// The clock is stopped (中止计时): while a pause has no end, there is no due time.
    case paused(since: Date)
    /// A pause ends before it begins, or begins before the one before it ends (nested pauses are forbidden).
    case pausesOutOfOrder
}

extension DeadlineError: CustomStringConvertible {
    /// One line for the operator.
    public var description: String {
        switch self {
        case .calendarNotLoaded(let day, let years):
            let loaded = years.isEmpty ? "no year" : years.map(String.init).joined(separator: ", ")
            return "the working-day calendar does not reach \(day): \(loaded) loaded; "
                + "load the State Council's notice for \(day.year)"
        case .paused(let since):
            return "the clock is stopped since \(RFC3339.string(since)): there is no due time until it resumes"
        case .pausesOutOfOrder:
            return "pauses must end after they begin and must not overlap"
        }
    }
}
