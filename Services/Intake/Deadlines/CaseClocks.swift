import Foundation
import Models

/// Both due times of a case and the moments at which they are looked at.
struct CaseClocks: Hashable, Sendable {
    let statutory: Deadline?
    let promised: Deadline?
    let checks: [Check]

    /// A moment at which a clock is looked at.
    struct Check: Hashable, Sendable {
        var clock: CaseClock
        var threshold: DeadlineThreshold
        var at: Date
    }

    /// Starts both clocks at `from`. Throws where the loaded calendar does not reach a due time.
    init(from: Date, limits: CaseLimits, engine: DeadlineEngine) throws(DeadlineError) {
        try self.init(
            statutory: limits.statutory.map { ClockStart(from: from, limit: $0) },
            promised: limits.promised.map { ClockStart(from: from, limit: $0) }, engine: engine)
    }

    /// Starts each clock at its own time. Throws where the loaded calendar does not reach a due time.
    init(statutory: ClockStart?, promised: ClockStart?, engine: DeadlineEngine) throws(DeadlineError) {
        self.statutory = try Self.deadline(statutory, engine)
        self.promised = try Self.deadline(promised, engine)
        checks = Self.checks(.statutory, self.statutory, engine) + Self.checks(.promised, self.promised, engine)
    }

    /// When a case first shows amber: the earliest warning.
    var warnAt: Date? { checks.filter { $0.threshold != .due }.map(\.at).min() }

    /// Of the moments that are past at `now`, the last of each clock: it says what the earlier ones would have said, and more.
    func missed(at now: Date) -> [Check] {
        CaseClock.allCases.compactMap { clock in
            checks.filter { $0.clock == clock && $0.at <= now }.max { $0.at < $1.at }
        }
    }

    // MARK: - Private

    private static func deadline(_ start: ClockStart?, _ engine: DeadlineEngine) throws(DeadlineError) -> Deadline? {
        guard let start else { return nil }
        return try engine.deadline(from: start.from, limit: start.limit)
    }

    private static func checks(_ clock: CaseClock, _ deadline: Deadline?, _ engine: DeadlineEngine) -> [Check] {
        guard let deadline else { return [] }
        return engine.warnings(for: deadline).map { Check(clock: clock, threshold: $0.threshold, at: $0.at) }
    }
}
