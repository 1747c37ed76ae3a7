import Crypto
import Foundation
import JobQueue
import Models
import Postgres
import ServiceKit

/// Takes requests from kiosks (自助终端提交). An application for a catalogue item is accepted at once; a request in own words
/// waits for a clerk.
struct CaseSubmission: Sendable {
    let work: CaseWork
    let configuration: IntakeConfiguration
    let contacts: ContactSealing
    let idempotency: IdempotencyStore

    /// Makes a case of a request, once per key: a kiosk that lost the answer sends it again and gets the same receipt.
    func submit(_ draft: CaseDraft, from kiosk: Kiosk, idempotencyKey: String) async throws -> CaseReceipt {
        guard let key = IdempotencyKey(idempotencyKey) else {
            throw Problem.invalid([
                FieldError(
                    field: "idempotency_key", reason: "is malformed", expected: "8 to 255 visible ASCII characters")
            ])
        }
        let response = try await respond(to: draft, from: kiosk, key: key)
        return try JSONCoding.decoder.decode(CaseReceipt.self, from: Data(response.body))
    }

    /// The same as the HTTP response that is kept for the key.
    func respond(to draft: CaseDraft, from kiosk: Kiosk, key: IdempotencyKey) async throws -> StoredResponse {
        let bodyHash = Array(SHA256.hash(data: try JSONCoding.encoder.encode(draft)))
        let response = try await work.client.withTransaction { transaction in
            try await idempotency.once(
                key, scope: "\(kiosk.actor) POST /v1/cases", bodyHash: bodyHash, in: transaction
            ) {
                let receipt = try await create(draft, kiosk, in: transaction)
                return try StoredResponse(json: receipt, location: "/v1/cases/\(receipt.caseNumber)")
            }
        }
        if !response.isReplay { IntakeMetrics.submitted() }
        return response
    }

    // MARK: - Private

    private func create(_ draft: CaseDraft, _ kiosk: Kiosk, in transaction: Transaction) async throws -> CaseReceipt {
        let reference = try await work.reference.current(on: transaction)
        let (serial, clock) = try await transaction.query(
            "SELECT nextval('intake.case_serial'), clock_timestamp()")[0].decode(Int64.self, Date.self)
        let now = clock.roundedToMicroseconds
        let today = LocalDate(now, in: configuration.timeZone)
        let checked: CheckedDraft
        do {
            checked = try CheckedDraft(draft, at: kiosk, reference: reference, today: today)
        } catch {
            throw Problem.invalid(error.errors)
        }
        let number = CaseNumber(date: today, sequence: Int(serial)).description
        let code = TrackingCode.random()
        let id = CaseID.next()
        let party = try contacts.party(of: id, checked)
        let record = record(checked, id: id, number: number, at: now)
        var change = CaseChange(record, at: now)
        change.submit(by: kiosk.actor)
        let notice = acceptAtOnce(&change, checked.item, reference)
        announce(&change, checked, party, code)
        try await work.create(
            change, party: party, trackingHash: contacts.trackingHash(code, of: number), in: transaction)
        return receipt(change.record, checked, code, notice)
    }

    private func record(_ draft: CheckedDraft, id: CaseID, number: String, at now: Date) -> CaseRecord {
        CaseRecord(
            id: id, number: number, kind: draft.kind, channel: .kiosk, handling: nil, itemCode: draft.item?.code,
            itemVersion: draft.item?.version, helpSkill: draft.helpSkill, regionCode: draft.region.code,
            receivedAt: now, summary: draft.summary, content: draft.content,
            chain: LedgerChain(caseID: id))
    }

    /// Accepts an application; where the calendar does not reach, the case stays submitted and the ledger says why.
    private func acceptAtOnce(_ change: inout CaseChange, _ item: ServiceItem?, _ reference: Reference) -> String? {
        guard let item, let limits = try? CaseLimits(item) else { return nil }
        change.record.department = item.departmentZh
        do {
            let engine = configuration.engine(reference.calendar)
            change.accept(by: "system", clocks: try CaseClocks(from: change.now, limits: limits, engine: engine))
            return nil
        } catch {
            change.remark(.note, by: "system", reason: "calendar-not-loaded: \(error)")
            return "calendar-not-loaded"
        }
    }

    private func announce(_ change: inout CaseChange, _ draft: CheckedDraft, _ party: Party, _ code: TrackingCode) {
        if party.isReachable {
            let notices = CaseNotices(configuration: configuration)
            change.outbox.add(
                notices.notice(.caseReceipt, of: change.record, to: party, item: draft.item, trackingCode: code))
        }
        if let skill = draft.helpSkill {
            change.outbox.add(
                MatchHelper(
                    caseID: change.record.id, caseNumber: change.record.number, skill: skill,
                    regionCode: change.record.regionCode, summary: draft.item?.nameZh ?? change.record.summary,
                    requester: party.contact),
                .ofHelp(for: change.record.id))
        }
    }

    private func receipt(
        _ record: CaseRecord, _ draft: CheckedDraft, _ code: TrackingCode, _ notice: String?
    ) -> CaseReceipt {
        CaseReceipt(
            caseID: record.id, caseNumber: record.number, trackingCode: code.description,
            trackingURL: configuration.trackingURL(record.number, code),
            receiptURL: configuration.receiptURL(record.number, code), state: record.state,
            item: draft.item?.name(in: draft.language), department: draft.item?.department(in: draft.language),
            receivedAt: record.receivedAt, acceptedAt: record.acceptedAt, statutoryDue: record.statutoryDue,
            promisedDue: record.promisedDue, notice: notice)
    }
}
