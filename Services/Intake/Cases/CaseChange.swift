import Foundation
import JobQueue
import Models

/// One change of a case in the making: the row as it will be, the ledger entries and the messages, all of which commit
/// together or not at all.
struct CaseChange: Sendable {
    /// The case as it will be written.
    var record: CaseRecord
    /// The database's time of the change.
    let now: Date
    private(set) var entries: [LedgerEntry] = []
    var outbox = Outbox()

    init(_ record: CaseRecord, at now: Date) {
        self.record = record
        self.now = now
    }

    /// Moves the case: new state, next version, one ledger entry.
    mutating func move(
        _ action: CaseAction, to state: CaseState, by actor: String, reason: String? = nil,
        payload: LedgerPayload = .init()
    ) {
        let from = action == .submit ? nil : record.state
        record.state = state
        record.version += 1
        enter(action, by: actor, from: from, to: state, reason: reason, payload: payload)
    }

    /// Adds a ledger entry that moves nothing.
    mutating func remark(
        _ action: CaseAction, by actor: String, reason: String? = nil, payload: LedgerPayload = .init()
    ) {
        enter(action, by: actor, from: nil, to: nil, reason: reason, payload: payload)
    }

    // MARK: - Private

    private mutating func enter(
        _ action: CaseAction, by actor: String, from: CaseState?, to: CaseState?, reason: String?,
        payload: LedgerPayload
    ) {
        let draft = LedgerDraft(
            at: now, actor: actor, action: action, from: from, to: to, reason: reason, payload: payload.text)
        entries.append(record.chain.append(draft))
    }
}
