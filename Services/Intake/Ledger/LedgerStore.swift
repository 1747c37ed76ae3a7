import Foundation
import Models
import Postgres

/// Reads and appends ledger entries.
struct LedgerStore: Sendable {
    /// What `LedgerEntry.init(row:)` reads.
    static let columns: SQL = """
        case_id, seq, at, actor, action, from_state, to_state, reason, payload::text, prev_hash, hash
        """

    /// Adds entries within the transaction that changes their case.
    func append(_ entries: [LedgerEntry], in transaction: Transaction) async throws {
        for entry in entries {
            try await transaction.executeLater(
                """
                INSERT INTO intake.ledger_entry
                    (case_id, at, seq, actor, action, from_state, to_state, reason, payload, prev_hash, hash)
                VALUES (\(entry.caseID), \(entry.at), \(entry.seq)::int, \(entry.actor), \(entry.actionName),
                    \(entry.from?.rawValue), \(entry.to?.rawValue), \(entry.reason), \(entry.payload)::json,
                    \(entry.previousHash), \(entry.hash))
                """)
        }
    }

    /// Adds the entries of many new cases by binary COPY.
    func copy(_ entries: [LedgerEntry], in transaction: Transaction) async throws {
        try await transaction.copyIn(
            """
            COPY intake.ledger_entry
                (case_id, at, seq, actor, action, from_state, to_state, reason, payload, prev_hash, hash)
            FROM STDIN (FORMAT binary)
            """
        ) { writer in
            for entry in entries {
                try await writer.row(
                    entry.caseID, entry.at, Int32(entry.seq), entry.actor, entry.actionName, entry.from?.rawValue,
                    entry.to?.rawValue, entry.reason, entry.payload, entry.previousHash, entry.hash)
            }
        }
    }

    /// A case's entries in order.
    func entries(of id: CaseID, on executor: some PostgresExecutor) async throws -> [LedgerEntry] {
        let rows = try await executor.query(
            "SELECT " + Self.columns + " FROM intake.ledger_entry WHERE case_id = \(id) ORDER BY seq")
        return try rows.map(LedgerEntry.init(row:))
    }
}

extension LedgerEntry {
    /// Reads the columns that `LedgerStore` selects.
    init(row: Row) throws {
        let (caseID, seq, at, actor, action, from, to, reason, payload, previousHash, hash) = try row.decode(
            CaseID.self, Int32.self, Date.self, String.self, String.self, String?.self, String?.self, String?.self,
            String.self, [UInt8].self, [UInt8].self)
        self.init(
            caseID: caseID, seq: Int(seq), at: at, actor: actor, actionName: action,
            from: from.flatMap(CaseState.init(rawValue:)), to: to.flatMap(CaseState.init(rawValue:)), reason: reason,
            payload: payload, previousHash: previousHash, hash: hash)
    }
}
