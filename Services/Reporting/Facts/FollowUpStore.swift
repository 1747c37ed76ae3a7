import Models
import Postgres

/// Writes follow-ups; one that is already there is the same one.
enum FollowUpStore {
    static func insert(_ events: [CaseFollowedUp], in transaction: Transaction) async throws {
        guard !events.isEmpty else { return }
        try await transaction.execute(
            """
            INSERT INTO reporting.follow_up (case_id, at, reached, resolved, satisfied)
            SELECT * FROM unnest(
                \(events.map(\.summary.caseID.rawValue))::uuid[], \(events.map(\.at))::timestamptz[],
                \(events.map(\.reached))::boolean[], \(events.map(\.resolved))::boolean[],
                \(events.map(\.satisfied))::boolean[])
            ON CONFLICT DO NOTHING
            """)
    }
}
