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

    /// Starts the clocks at `from`. Throws where the loaded calendar does not reach a due time.
    init(from: Date, limits: CaseLimits, engine: DeadlineEngine) throws(DeadlineError) {
        statutory = try Self.deadline(from: from, limit: limits.statutory, engine: engine)
        promised = try Self.deadline(from: from, limit: limits.promised, engine: engine)
        checks = Self.checks(.statutory, statutory, engine) + Self.checks(.promised, promised, engine)
    }

    /// When a case first shows amber: the earliest warning.
    var warnAt: Date? { checks.filter { $0.threshold != .due }.map(\.at).min() }

    // MARK: - Private

    private static func deadline(
        from: Date, limit: TimeLimit?, engine: DeadlineEngine
    ) throws(DeadlineError) -> Deadline? {
        guard let limit else { return nil }
        return try engine.deadline(from: from, limit: limit)
    }

    private static func checks(_ clock: CaseClock, _ deadline: Deadline?, _ engine: DeadlineEngine) -> [Check] {
        guard let deadline else { return [] }
        return engine.warnings(for: deadline).map { Check(clock: clock, threshold: $0.threshold, at: $0.at) }
    }
}
