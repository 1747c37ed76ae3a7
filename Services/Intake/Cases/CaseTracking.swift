import Models
import Postgres
import ServiceKit

/// Lets a party follow a case by its number and tracking code (进度查询).
struct CaseTracking: Sendable {
    let client: PostgresClient
    let listing: CaseListing
    let contacts: ContactSealing
    let tries: FailedTries

    /// What the party may see of what was done; the rest is the office's own.
    private static let shown: Set<CaseAction> = [.submit, .accept, .dispatch, .sign, .reply, .close, .helperAssigned]

    /// The case, masked. A wrong code and an unknown number are the same error, and after five wrong codes within a
    /// quarter of an hour the number is refused for the rest of it.
    func find(number: String, code: String) async throws -> TrackedCase {
        guard let number = try? CaseNumber(number).description else { throw Problem.caseUnknown }
        let subject = "track/\(number)"
        try await tries.require(subject)
        guard let code = try? TrackingCode(code),
            let id = try await client.query(
                """
                SELECT id FROM intake.intake_case
                WHERE number = \(number) AND tracking_hash = \(contacts.trackingHash(code, of: number))
                """
            ).first?.decode(CaseID.self)
        else {
            try await tries.note(subject)
            throw Problem.caseUnknown
        }
        return view(try await listing.open(id))
    }

    // MARK: - Private

    private func view(_ file: CaseFile) -> TrackedCase {
        let row = file.row
        let steps = file.entries.compactMap { entry in
            entry.action.flatMap { action in
                Self.shown.contains(action) ? TrackedCase.Step(at: entry.at, action: action, to: entry.to) : nil
            }
        }
        return TrackedCase(
            number: row.number, state: row.state, item: row.itemNameZh, itemEn: row.itemNameEn, summary: row.summary,
            department: row.department, regionName: row.regionName, maskedName: row.maskedName,
            language: file.language, helperName: row.helperName, receivedAt: row.receivedAt,
            acceptedAt: row.acceptedAt, statutoryDue: row.statutoryDue, promisedDue: row.promisedDue,
            repliedAt: row.repliedAt, closedAt: row.closedAt, outcome: file.outcome, replyText: file.replyText,
            steps: steps)
    }
}
