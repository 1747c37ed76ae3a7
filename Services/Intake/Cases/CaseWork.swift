import Foundation
import JobQueue
import Models
import Postgres
import ServiceKit

/// Changes cases: row, ledger entries and messages in one transaction, under the lock of the case's row.
struct CaseWork: Sendable {
    let client: PostgresClient
    let queue: JobQueue
    let reference: ReferenceCache
    let cases = CaseStore()
    let parties = PartyStore()
    let ledger = LedgerStore()

    /// Changes a case in a transaction of its own. With a version, the change is refused where somebody else has moved the
    /// case since that version was read: nothing is overwritten.
    func change(
        _ id: CaseID, expecting version: Int? = nil,
        _ body: @Sendable (inout CaseChange, Transaction) async throws -> Void
    ) async throws -> CaseRecord {
        try await client.withTransaction { transaction in
            try await change(id, expecting: version, in: transaction, body)
        }
    }

    /// Changes a case in the caller's transaction, such as the one that finishes a message.
    func change(
        _ id: CaseID, expecting version: Int? = nil, in transaction: Transaction,
        _ body: @Sendable (inout CaseChange, Transaction) async throws -> Void
    ) async throws -> CaseRecord {
        guard let (record, now) = try await cases.lock(id, in: transaction) else { throw Problem.caseUnknown }
        if let version, version != record.version { throw VersionTag.changed(current: record.version) }
        var change = CaseChange(record, at: now)
        try await body(&change, transaction)
        guard !change.entries.isEmpty else { return record }
        try await cases.update(change.record, in: transaction)
        try await write(change, in: transaction)
        return change.record
    }

    /// Writes a case that did not exist before.
    func create(
        _ change: CaseChange, party: Party, trackingHash: [UInt8]?, in transaction: Transaction
    ) async throws {
        try await parties.insert(party, in: transaction)
        try await cases.insert(change.record, trackingHash: trackingHash, in: transaction)
        try await write(change, in: transaction)
    }

    // MARK: - Private

    private func write(_ change: CaseChange, in transaction: Transaction) async throws {
        try await ledger.append(change.entries, in: transaction)
        try await change.outbox.send(through: queue, in: transaction)
    }
}
