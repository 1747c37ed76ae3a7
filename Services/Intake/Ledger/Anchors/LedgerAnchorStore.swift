import Foundation
import Models
import Postgres
import ServiceKit

/// Reads and appends the ledger's anchors.
struct LedgerAnchorStore: Sendable {
    /// The newest anchor; nil where there is none yet.
    func latest(on executor: some PostgresExecutor) async throws -> LedgerAnchor? {
        try await executor.query(
            "SELECT " + Self.columns + " FROM intake.ledger_anchor ORDER BY day DESC LIMIT 1"
        ).first.map(LedgerAnchor.init(row:))
    }

    /// The first anchor after a day, and the root of the one before it.
    func next(
        after day: LocalDate?, in transaction: Transaction
    ) async throws -> (anchor: LedgerAnchor, rootBefore: [UInt8])? {
        let row = try await transaction.query(
            "SELECT " + Self.columns + """
                , (SELECT root FROM intake.ledger_anchor b WHERE b.day < a.day ORDER BY b.day DESC LIMIT 1) AS before
                FROM intake.ledger_anchor a
                WHERE \(day)::date IS NULL OR day > \(day)::date ORDER BY day LIMIT 1
                """
        ).first
        guard let row else { return nil }
        return (try LedgerAnchor(row: row), try row.decode("before", as: [UInt8]?.self) ?? LedgerChain.origin)
    }

    /// Whether entries are said to be covered by an anchor later than the newest.
    func lostDay(in transaction: Transaction) async throws -> LocalDate? {
        try await transaction.query(
            """
            SELECT max(day) FROM intake.ledger_anchor_case
            HAVING max(day) > coalesce((SELECT max(day) FROM intake.ledger_anchor), '-infinity')
            """
        ).first?.decode(LocalDate.self)
    }

    func insert(_ anchor: LedgerAnchor, in transaction: Transaction) async throws {
        try await transaction.execute(
            """
            INSERT INTO intake.ledger_anchor (day, root, previous_root, entries, at)
            VALUES (\(anchor.day), \(anchor.root), \(anchor.previousRoot), \(Int64(anchor.entries)), \(anchor.at))
            """)
    }

    /// Puts what the cases with ids in `range` got since the last anchor under the day's.
    func cover(
        _ day: LocalDate, after start: CaseID, upTo end: CaseID, in transaction: Transaction
    ) async throws {
        try await transaction.execute(
            """
            INSERT INTO intake.ledger_anchor_case (day, case_id, first, last)
            SELECT \(day), e.case_id, coalesce(a.last, 0) + 1, e.last
            FROM (SELECT case_id, max(seq) AS last FROM intake.ledger_entry
                WHERE case_id > \(start) AND case_id <= \(end) GROUP BY case_id) AS e
            LEFT JOIN (SELECT case_id, max(last) AS last FROM intake.ledger_anchor_case
                WHERE case_id > \(start) AND case_id <= \(end) GROUP BY case_id) AS a USING (case_id)
            WHERE e.last > coalesce(a.last, 0)
            """)
    }

    /// Adds the hashes of the entries that a day's anchor covers to `tree`, those of the next `limit` cases; the last of these
    /// cases, nil when they were the last of all.
    func grow(
        _ tree: inout MerkleTree, day: LocalDate, after start: CaseID, limit: Int, in transaction: Transaction
    ) async throws -> CaseID? {
        let rows = try await transaction.query(
            """
            SELECT a.case_id, e.hash
            FROM (SELECT case_id, first, last FROM intake.ledger_anchor_case
                WHERE day = \(day) AND case_id > \(start) ORDER BY case_id LIMIT \(limit)) AS a
            LEFT JOIN intake.ledger_entry e ON e.case_id = a.case_id AND e.seq BETWEEN a.first AND a.last
            ORDER BY a.case_id, e.seq
            """)
        var cases = 0
        var last: CaseID?
        for row in rows {
            let (id, hash) = try row.decode(CaseID.self, [UInt8]?.self)
            if id != last { cases += 1 }
            last = id
            // An entry that is gone is missed by the root.
            if let hash { tree.append(hash) }
        }
        return cases == limit ? last : nil
    }

    private static let columns: SQL = "day, root, previous_root, entries, at"
}

extension LedgerAnchor {
    fileprivate init(row: Row) throws {
        self.init(
            day: try row.decode("day"), root: try row.decode("root"), previousRoot: try row.decode("previous_root"),
            entries: try row.decode("entries", as: Int.self), at: try row.decode("at"))
    }
}
