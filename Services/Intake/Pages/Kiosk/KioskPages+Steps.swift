import HTTPTypes
import Hummingbird
import Models
import ServiceKit

extension KioskPages {
    /// Begins a request in own words; the start page says of which kind.
    @Sendable
    func begin(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await answer(request) { visit in
            var draft = KioskDraft()
            draft[.kind] = request.uri.queryParameters["kind"].map(String.init)
            return try await show(.request, draft, visit, form: nil)
        }
    }

    /// Shows a step when everything before it is right, else the step where something is wrong. All buttons of the steps
    /// come here: next, back, change, and the switches of language and size, which lose nothing that was typed.
    func step(_ target: KioskStep, _ request: Request) async throws -> Response {
        let form = try await FormBody(request)
        return try await answer(request, form) { visit in
            let draft = KioskDraft(form)
            if let wrong = try await wrongStep(draft, before: target, visit, form) { return wrong }
            return try await show(target, draft, visit, form: form)
        }
    }

    /// The page of the first step before `target` that has something wrong; nil when all is right.
    func wrongStep(
        _ draft: KioskDraft, before target: KioskStep, _ visit: KioskVisit, _ form: FormBody
    ) async throws -> Response? {
        for step in draft.steps.prefix(while: { $0 != target }) {
            let wrongs = try await check.wrongs(in: draft, at: step)
            if !wrongs.isEmpty { return try await show(step, draft, visit, form: form, wrongs: wrongs) }
        }
        return nil
    }

    /// One step's page; with `wrongs`, each beside its field.
    func show(
        _ step: KioskStep, _ draft: KioskDraft, _ visit: KioskVisit, form: FormBody?,
        wrongs: [KioskDraft.Field: String] = [:]
    ) async throws -> Response {
        let sheet = KioskSheet(step: step, draft: draft, wrongs: wrongs, words: visit.words)
        let part: Any =
            switch step {
            case .request: sheet.request()
            case .region: try await region(sheet, visit, at: form?.text("region_at"))
            case .contact: sheet.contact(subject: try await subject(of: draft, visit.words))
            case .check: try await answers(sheet, visit)
            }
        return try show(
            "kiosk_\(step.rawValue)", PageView(part, sheet.common), visit, address: step.path,
            status: wrongs.isEmpty ? .ok : .unprocessableContent)
    }

    /// What the request is about: the item's name, or the person's own line.
    func subject(of draft: KioskDraft, _ words: PageWords) async throws -> String {
        if let code = draft[.itemCode], let item = try await intake.catalogue.item(code) {
            return item.name(in: words.language)
        }
        return draft[.summary] ?? ""
    }
}
