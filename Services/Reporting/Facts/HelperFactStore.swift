import Foundation
import Models
import Postgres

/// What TalentPool's events say about the search for a helper, one row per case.
struct HelperFactChange: Hashable, Sendable {
    var caseID: CaseID
    var skill: HelpSkill?
    var regionCode: String?
    var assignedAt: Date?
    var unavailableAt: Date?
    var releasedAt: Date?

    init(_ event: HelperAssigned) {
        (caseID, skill, regionCode, assignedAt) = (event.caseID, event.skill, event.regionCode, event.at)
    }

    init(_ event: HelperUnavailable) {
        (caseID, skill, regionCode, unavailableAt) = (event.caseID, event.skill, event.regionCode, event.at)
    }

    init(_ event: HelperReleased) { (caseID, releasedAt) = (event.caseID, event.at) }
}

/// Writes `reporting.helper_fact`: the first time of each kind holds.
enum HelperFactStore {
    static func merge(_ changes: [HelperFactChange], in transaction: Transaction) async throws {
        let ordered = changes.sorted { $0.caseID < $1.caseID }
        guard !ordered.isEmpty else { return }
        try await transaction.execute(
            """
            INSERT INTO reporting.helper_fact AS fact (
                case_id, skill, region_code, assigned_at, unavailable_at, released_at)
            SELECT case_id, max(skill), max(region_code), min(assigned_at), min(unavailable_at), min(released_at)
            FROM unnest(
                \(ordered.map(\.caseID.rawValue))::uuid[], \(ordered.map(\.skill?.rawValue))::text[],
                \(ordered.map(\.regionCode))::text[], \(ordered.map(\.assignedAt))::timestamptz[],
                \(ordered.map(\.unavailableAt))::timestamptz[], \(ordered.map(\.releasedAt))::timestamptz[])
                AS event (case_id, skill, region_code, assigned_at, unavailable_at, released_at)
            GROUP BY case_id ORDER BY case_id
            ON CONFLICT (case_id) DO UPDATE SET
                skill = COALESCE(fact.skill, EXCLUDED.skill),
                region_code = COALESCE(fact.region_code, EXCLUDED.region_code),
                assigned_at = LEAST(fact.assigned_at, EXCLUDED.assigned_at),
                unavailable_at = LEAST(fact.unavailable_at, EXCLUDED.unavailable_at),
                released_at = LEAST(fact.released_at, EXCLUDED.released_at)
            """)
    }
}
