import Foundation
import Models
import Postgres

/// Recomputes every chain of the ledger, a page of cases at a time, from one snapshot of the database.
struct LedgerVerification: Sendable {
    let client: PostgresClient
    /// How many cases are held at once.
    var pageSize = 2000

    func run() async throws -> LedgerReport {
        let options = TransactionOptions(isolation: .repeatableRead, readOnly: true)
        return try await client.withTransaction(options) { transaction in
            var report = LedgerReport()
            var last: CaseID?
            while let end = try await page(after: last, in: transaction, &report) { last = end }
            try await lostCases(in: transaction, &report)
            return report
        }
    }

    // MARK: - Private

    /// Checks the next page; its last case, or nil after the last page.
    private func page(
        after last: CaseID?, in transaction: Transaction, _ report: inout LedgerReport
    ) async throws -> CaseID? {
        let start = last ?? CaseID(rawValue: Self.lowest)
        let records = try await transaction.query(
            "SELECT " + CaseRecord.columns
                + " FROM intake.intake_case c WHERE c.id > \(start) ORDER BY c.id LIMIT \(pageSize)"
        ).map(CaseRecord.init(row:))
        // Behind the last case there may still be entries of cases that are gone.
        let end = records.last?.id ?? CaseID(rawValue: Self.highest)
        var chains = try await entries(after: start, upTo: end, in: transaction)
        for record in records {
            let entries = chains.removeValue(forKey: record.id) ?? []
            report.cases += 1
            report.entries += entries.count
            report.add(LedgerCheck.problems(record, entries))
        }
        for (id, entries) in chains.sorted(by: { $0.key < $1.key }) {
            report.entries += entries.count
            report.add([
                LedgerProblem(
                    caseID: id, seq: nil, kind: .caseMissing, detail: "\(entries.count) entries of a case without a row"
                )
            ])
        }
        return records.last?.id
    }

    private func entries(
        after start: CaseID, upTo end: CaseID, in transaction: Transaction
    ) async throws -> [CaseID: [LedgerEntry]] {
        let rows = try await transaction.query(
            "SELECT " + LedgerStore.columns
                + " FROM intake.ledger_entry WHERE case_id > \(start) AND case_id <= \(end) ORDER BY case_id, seq")
        var chains: [CaseID: [LedgerEntry]] = [:]
        for row in rows {
            let entry = try LedgerEntry(row: row)
            chains[entry.caseID, default: []].append(entry)
        }
        return chains
    }

    /// Cases of which only an import's record is left.
    private func lostCases(in transaction: Transaction, _ report: inout LedgerReport) async throws {
        let lost = try await transaction.query(
            """
            SELECT r.case_id, r.external_id FROM intake.import_record r
            WHERE NOT EXISTS (SELECT FROM intake.intake_case c WHERE c.id = r.case_id) LIMIT \(LedgerReport.listedMax)
            """)
        report.add(
            try lost.map { row in
                let (id, externalID) = try row.decode(CaseID.self, String.self)
                return LedgerProblem(
                    caseID: id, seq: nil, kind: .caseMissing,
                    detail: "the case of hotline request \(externalID) is gone")
            })
    }

    private static let lowest = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    private static let highest = UUID(
        uuid: (255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
}
