import Foundation
import Models
import Postgres

/// Where assignments are kept: `talent_pool.assignment`.
struct AssignmentStore: Sendable {
    /// Matches one case at a time, so that two cannot both take a helper's last place. Held until the transaction ends.
    func serialise(in transaction: Transaction) async throws {
        try await transaction.execute("SELECT pg_advisory_xact_lock(hashtextextended('talent_pool.assignment', 0))")
    }

    /// The transaction's time, from the database.
    func now(in transaction: Transaction) async throws -> Date {
        try await transaction.query("SELECT now()").first!.decode(Date.self)
    }

    func exists(for caseID: CaseID, in transaction: Transaction) async throws -> Bool {
        try await !transaction.query("SELECT 1 FROM talent_pool.assignment WHERE case_id = \(caseID)").isEmpty
    }

    func insert(_ assignment: Assignment, in transaction: Transaction) async throws {
        try await transaction.execute(
            """
            INSERT INTO talent_pool.assignment
                (id, case_id, case_number, helper_id, skill, region_code, reasons, assigned_at)
            VALUES (\(assignment.id), \(assignment.caseID), \(assignment.caseNumber), \(assignment.helperID),
                \(assignment.skill.rawValue), \(assignment.regionCode), \(assignment.reasons), \(assignment.assignedAt))
            """)
    }

    /// Ends the open assignment of a case; which that was, and when. Nil where there is none.
    func release(_ caseID: CaseID, in transaction: Transaction) async throws -> (id: Assignment.ID, at: Date)? {
        try await transaction.query(
            """
            UPDATE talent_pool.assignment SET released_at = now() WHERE case_id = \(caseID) AND released_at IS NULL
            RETURNING id, released_at
            """
        ).first?.decode(Assignment.ID.self, Date.self)
    }

    /// The newest assignments, or those of one case; at most 200.
    func list(caseID: CaseID?, _ database: any PostgresExecutor) async throws -> [Assignment] {
        try await database.query(
            """
            SELECT id, case_id, case_number, helper_id, skill, region_code, reasons, assigned_at, released_at
              FROM talent_pool.assignment WHERE \(caseID)::uuid IS NULL OR case_id = \(caseID)
             ORDER BY assigned_at DESC, id LIMIT 200
            """
        ).map { row in
            let (id, caseID, number, helperID, skill, region, reasons, assignedAt, releasedAt) = try row.decode(
                Assignment.ID.self, CaseID.self, String.self, Helper.ID.self, HelpSkill.self, String.self,
                [String].self, Date.self, Date?.self)
            return Assignment(
                id: id, caseID: caseID, caseNumber: number, helperID: helperID, skill: skill, regionCode: region,
                reasons: reasons, assignedAt: assignedAt, releasedAt: releasedAt)
        }
    }
}
