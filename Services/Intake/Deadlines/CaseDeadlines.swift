import Foundation
import Models
import Postgres

/// What the due times of a case come from: its limits, when its clocks started, and the calendar of now.
struct CaseDeadlines: Sendable {
    let configuration: IntakeConfiguration
    let reference: ReferenceCache

    /// Computes with the calendar as the transaction sees it.
    func engine(in transaction: Transaction) async throws -> DeadlineEngine {
        configuration.engine(try await reference.current(on: transaction).calendar)
    }

    /// A case keeps the limits of the item's version that it was submitted for; without an item, the configured ones.
    func limits(of record: CaseRecord, in transaction: Transaction) async throws -> CaseLimits {
        guard let code = record.itemCode, let version = record.itemVersion else { return configuration.ownWordsLimits }
        let rows = try await transaction.query(
            """
            SELECT statutory_limit, promised_limit FROM intake.service_item
            WHERE code = \(code) AND version = \(Int32(version))
            """)
        let (statutory, promised) = try rows[0].decode(String.self, String.self)
        return try CaseLimits(statutory: statutory, promised: promised)
    }

    /// When the clocks of an accepted case started, and with which limits, as its ledger says: both when it was accepted, the
    /// promised one again at every rework. A configuration that changed since then does not move an old case's due time.
    func starts(
        of record: CaseRecord, in transaction: Transaction
    ) async throws -> (statutory: ClockStart?, promised: ClockStart?) {
        guard let accepted = record.acceptedAt else { return (nil, nil) }
        let rows = try await transaction.query(
            """
            SELECT action, at, payload->>'statutory_limit', payload->>'promised_limit' FROM intake.ledger_entry
            WHERE case_id = \(record.id) AND action IN ('accept', 'follow_up')
                AND (payload->>'statutory_limit' IS NOT NULL OR payload->>'promised_limit' IS NOT NULL)
            ORDER BY seq
            """)
        var starts: (statutory: ClockStart?, promised: ClockStart?)
        for row in rows {
            let (action, at, statutory, promised) = try row.decode(String.self, Date.self, String?.self, String?.self)
            let from = action == CaseAction.accept.rawValue ? accepted : at
            if let statutory { starts.statutory = ClockStart(from: from, limit: try TimeLimit(statutory)) }
            if let promised { starts.promised = ClockStart(from: from, limit: try TimeLimit(promised)) }
        }
        return starts
    }
}
