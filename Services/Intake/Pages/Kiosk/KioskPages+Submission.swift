import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Models
import ServiceKit

extension KioskPages {
    /// Sends the request. The form carries the key that was made for it: sent again after a lost answer, it finds the case
    /// that it made the first time.
    @Sendable
    func submit(_ request: Request, _ context: BangbanContext) async throws -> Response {
        let form = try await FormBody(request)
        return try await answer(request, form) { visit in
            let draft = KioskDraft(form)
            if let wrong = try await wrongStep(draft, before: .check, visit, form) { return wrong }
            guard let key = form.text("idempotency_key"), key.utf8.count <= 200 else {
                return try await show(.check, draft, visit, form: form)
            }
            let receipt = try await intake.submission.submit(
                draft.caseDraft(in: visit.language), from: visit.kiosk, idempotencyKey: key)
            let tracked = try await intake.tracking.find(
                number: receipt.caseNumber, code: receipt.trackingCode)
            return try await done(
                tracked, code: receipt.trackingCode, isMailed: draft[.email] != nil,
                calendarMissing: receipt.notice == "calendar-not-loaded", visit)
        }
    }

    /// The same result once more, in another language or size.
    @Sendable
    func result(_ request: Request, _ context: BangbanContext) async throws -> Response {
        let form = try await FormBody(request)
        return try await answer(request, form) { visit in
            let code = form.text("tracking_code") ?? ""
            let tracked = try await intake.tracking.find(number: form.text("number") ?? "", code: code)
            return try await done(
                tracked, code: code, isMailed: form.text("mailed") != nil,
                calendarMissing: form.text("calendar_missing") != nil, visit)
        }
    }

    // MARK: - Private

    private func done(
        _ tracked: TrackedCase, code: String, isMailed: Bool, calendarMissing: Bool, _ visit: KioskVisit
    ) async throws -> Response {
        let words = visit.words
        let file = try await intake.desk.open(number: tracked.number)
        let facts = CaseFacts(file)
        let query = [("number", tracked.number), ("code", code)]
        let address = PageQuery.address(intake.configuration.publicURL + "/track", query)
        let view = DoneView(
            accepted: tracked.acceptedAt != nil, subject: tracked.subject(in: visit.language), number: tracked.number,
            trackingCode: code,
            department: try await intake.catalogue.departmentName(tracked.department, in: visit.language),
            promisedDue: tracked.promisedDue.map { words.long($0) },
            promisedLimit: facts.promisedLimit.map { words.limit($0) },
            statutoryDue: tracked.statutoryDue.map { words.long($0) },
            statutoryLimit: facts.statutoryLimit.map { words.limit($0) },
            qr: try QRCode(address).svg(label: words("kiosk.done.scan")), mailed: isMailed,
            calendarMissing: calendarMissing,
            receiptPath: PageQuery.address(
                "/v1/cases/\(tracked.number)/receipt.pdf", [("code", code), ("lang", visit.language.rawValue)]))
        return try show("kiosk_done", view, visit, address: "/kiosk/result")
    }
}

private struct DoneView {
    let accepted: Bool
    let subject: String
    let number: String
    let trackingCode: String
    let department: String?
    let promisedDue: String?
    let promisedLimit: String?
    let statutoryDue: String?
    let statutoryLimit: String?
    let qr: String
    let mailed: Bool
    let calendarMissing: Bool
    let receiptPath: String
}
