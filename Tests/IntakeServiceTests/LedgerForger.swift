import Models
import Postgres

@testable import IntakeService

/// What a superuser can do to the ledger.
extension PostgresClient {
    /// Runs a script without the triggers that would refuse it.
    func tamper(_ script: String) async throws {
        try await withTransaction { transaction in
            try await transaction.executeScript("SET LOCAL session_replication_role = replica; \(script)")
        }
    }

    /// Changes who did everything that was done to a case, with hashes that fit, so that the chain stays whole.
    func rewriteLedger(of id: CaseID) async throws {
        let entries = try await LedgerStore().entries(of: id, on: self)
        try await withTransaction { transaction in
            try await transaction.executeScript("SET LOCAL session_replication_role = replica")
            var head = LedgerChain.origin
            for var entry in entries {
                (entry.actor, entry.previousHash) = ("staff:nobody", head)
                head = entry.computedHash()
                try await transaction.execute(
                    """
                    UPDATE intake.ledger_entry SET actor = \(entry.actor), prev_hash = \(entry.previousHash), hash = \(head)
                    WHERE case_id = \(id) AND seq = \(Int32(entry.seq))
                    """)
            }
            try await transaction.execute("UPDATE intake.intake_case SET head_hash = \(head) WHERE id = \(id)")
        }
    }
}
