import Foundation
import Models
import Postgres

/// Recomputes every chain of the ledger and its anchors, a page at a time. Each page is one snapshot of the database; as a
/// case's row and entries are always on one page, cases that change between pages are no problem.
struct LedgerVerification: Sendable {
    let client: PostgresClient
    /// How many cases are held at once.
    var pageSize = 2000

    /// The whole ledger, however large.
    func run() async throws -> LedgerReport {
        var report = LedgerReport()
        var cursor: LedgerCursor? = .start
        while let place = cursor {
            let page = try await page(after: place)
            report.add(page.report)
            cursor = try page.next.map(LedgerCursor.init)
        }
        return report
    }

    /// The next page: bounded in time and memory whatever was done to the tables.
    func page(after cursor: LedgerCursor) async throws -> LedgerPage {
        let options = TransactionOptions(isolation: .repeatableRead, readOnly: true)
        return try await client.withTransaction(options) { transaction in
            switch cursor {
            case .cases(let last):
                var page = try await cases(after: last, in: transaction)
                if cursor == .start { page.casesTotal = try await count(in: transaction) }
                return page
            case .imports(let source, let externalID):
                return try await imports(after: (source, externalID), in: transaction)
            case .anchors(let place):
                return try await LedgerAnchorCheck(pageSize: pageSize).page(place, in: transaction)
            }
        }
    }

    // MARK: - Private

    private func count(in transaction: Transaction) async throws -> Int {
        try await transaction.query("SELECT count(*) FROM intake.intake_case")[0].decode(Int.self)
    }

    private func cases(after last: CaseID, in transaction: Transaction) async throws -> LedgerPage {
        // Entries whose case is gone have their place between the cases.
        let ids = try await transaction.query(
            """
            (SELECT id FROM intake.intake_case WHERE id > \(last) ORDER BY id LIMIT \(pageSize))
            UNION
            (SELECT DISTINCT case_id FROM intake.ledger_entry WHERE case_id > \(last) ORDER BY case_id LIMIT \(pageSize))
            ORDER BY 1 LIMIT \(pageSize)
            """
        ).map { try $0.decode(CaseID.self) }
        guard let end = ids.last else { return try await imports(after: ("", ""), in: transaction) }
        var chains = try await entries(after: last, upTo: end, in: transaction)
        let records = try await transaction.query(
            "SELECT " + CaseRecord.columns
                + " FROM intake.intake_case c WHERE c.id > \(last) AND c.id <= \(end) ORDER BY c.id"
        ).map(CaseRecord.init(row:))
        var report = LedgerReport()
        for record in records {
            let entries = chains.removeValue(forKey: record.id) ?? []
            report.cases += 1
            report.entries += entries.count
            report.add(LedgerCheck.problems(record, entries))
        }
        for (id, entries) in chains.sorted(by: { $0.key < $1.key }) {
            report.entries += entries.count
            report.add([.caseMissing(id, "\(entries.count) entries of a case without a row")])
        }
        return LedgerPage(report: report, next: LedgerCursor.cases(after: end).text)
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
    private func imports(
        after last: (source: String, externalID: String), in transaction: Transaction
    ) async throws -> LedgerPage {
        let rows = try await transaction.query(
            """
            SELECT r.source, r.external_id, r.case_id, EXISTS (SELECT FROM intake.intake_case c WHERE c.id = r.case_id)
            FROM intake.import_record r WHERE (r.source, r.external_id) > (\(last.source), \(last.externalID))
            ORDER BY r.source, r.external_id LIMIT \(pageSize * 10)
            """
        ).map { try $0.decode(String.self, String.self, CaseID.self, Bool.self) }
        var page = LedgerPage(report: LedgerReport(), next: LedgerCursor.anchors(AnchorPlace()).text)
        page.report.add(
            rows.filter { !$0.3 }.map { .caseMissing($0.2, "the case of \($0.0) request \($0.1) is gone") })
        if rows.count == pageSize * 10, let end = rows.last {
            page.next = LedgerCursor.imports(source: end.0, externalID: end.1).text
        }
        return page
    }
}

extension LedgerProblem {
    fileprivate static func caseMissing(_ id: CaseID, _ detail: String) -> Self {
        LedgerProblem(caseID: id, seq: nil, kind: .caseMissing, detail: detail)
    }
}
