import Foundation
import Models
import Postgres
import ServiceKit

/// What staff do with cases: list, read, and move them through their life cycle.
struct CaseDesk: Sendable {
    let work: CaseWork
    let listing: CaseListing
    let configuration: IntakeConfiguration
    let contacts: ContactSealing

    // MARK: - Reading

    func list(_ filter: CaseFilter) async throws -> CasePage { try await listing.list(filter) }

    func counts() async throws -> CaseCounts { try await listing.counts() }

    func open(_ id: CaseID) async throws -> CaseFile { try await listing.open(id) }

    func open(number: String) async throws -> CaseFile {
        guard let id = try await work.cases.id(ofNumber: number, on: work.client) else { throw Problem.caseUnknown }
        return try await open(id)
    }

    /// The party's full data; that somebody looked, and why, stands in the ledger before anything is shown.
    func reveal(_ id: CaseID, reason: String, by staff: Staff) async throws -> RevealedParty {
        let reason = try CaseText.required("reason", reason, lengthMax: 200)
        let record = try await work.change(id) { change, _ in
            change.remark(.unmasked, by: staff.actor, reason: reason)
        }
        guard let party = try await work.parties.party(of: record.id, on: work.client) else {
            throw Problem.caseUnknown
        }
        return try contacts.reveal(party)
    }

    // MARK: - Moving

    func accept(_ id: CaseID, version: Int, by staff: Staff) async throws -> CaseRow {
        try await move(id, version) { change, transaction in
            try check(.accept, change)
            let clocks = try await clocks(of: change, in: transaction)
            change.accept(by: staff.actor, clocks: clocks)
            try await notify(.caseAccepted, change: &change, in: transaction)
        }
    }

    func dispatch(
        _ id: CaseID, to department: String, note: String?, version: Int, by staff: Staff
    ) async throws -> CaseRow {
        let department = try CaseText.required("department", department, lengthMax: 200)
        let note = try CaseText.optional("note", note, lengthMax: 1000)
        return try await move(id, version) { change, _ in
            let state = try check(.dispatch, change)
            change.record.department = department
            var payload = LedgerPayload()
            payload.add("department", department)
            change.move(.dispatch, to: state, by: staff.actor, reason: note, payload: payload)
            change.outbox.add(CaseDispatched(summary: change.record.eventSummary, at: change.now))
        }
    }

    func sign(_ id: CaseID, version: Int, by staff: Staff) async throws -> CaseRow {
        try await move(id, version) { change, _ in
            let state = try check(.sign, change)
            change.move(.sign, to: state, by: staff.actor)
            change.outbox.add(CaseSigned(summary: change.record.eventSummary, at: change.now))
        }
    }

    func reply(
        _ id: CaseID, outcome: ReplyOutcome, text: String, version: Int, by staff: Staff
    ) async throws -> CaseRow {
        let text = try CaseText.required("text", text, lengthMax: 4000)
        return try await move(id, version) { change, transaction in
            let state = try check(.reply, change)
            change.record.repliedAt = change.now
            change.record.outcome = outcome
            change.record.replyText = text
            change.record.followUp = nil
            var payload = LedgerPayload()
            payload.add("outcome", outcome.rawValue)
            payload.add("text", text)
            change.move(.reply, to: state, by: staff.actor, payload: payload)
            change.outbox.add(CaseReplied(summary: change.record.eventSummary, at: change.now, outcome: outcome))
            try await notify(.caseReplied, change: &change, in: transaction)
        }
    }

    func followUp(
        _ id: CaseID, outcome: FollowUpOutcome, note: String?, version: Int, by staff: Staff
    ) async throws -> CaseRow {
        let note = try CaseText.optional("note", note, lengthMax: 1000)
        return try await move(id, version) { change, transaction in
            try await follow(up: outcome, note: note, by: staff, change: &change, in: transaction)
        }
    }

    func close(_ id: CaseID, note: String?, version: Int, by staff: Staff) async throws -> CaseRow {
        let note = try CaseText.optional("note", note, lengthMax: 1000)
        return try await move(id, version) { change, transaction in
            try check(.close, change)
            try await close(&change, by: staff.actor, reason: note, in: transaction)
        }
    }
}
