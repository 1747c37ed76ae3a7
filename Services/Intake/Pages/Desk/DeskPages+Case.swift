import Foundation
import HTTPTypes
import Hummingbird
import Models
import ServiceKit

extension DeskPages {
    /// The case with its ledger and what can be done now.
    @Sendable
    func open(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let file = try await intake.desk.open(number: try context.parameters.require("number"))
            let done = request.uri.queryParameters["done"].flatMap { CaseAction(rawValue: String($0)) }
            return try await page(file, visit, request, done: done)
        }
    }

    /// Shows the party's full data once; the reason stands in the ledger before.
    @Sendable
    func reveal(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let form = try await form(request, visit)
            let number = try context.parameters.require("number")
            let file = try await intake.desk.open(number: number)
            guard let reason = form.text("reason"), (try? CaseText.check("reason", reason, lengthMax: 200)) != nil
            else {
                return try await page(file, visit, request, isReasonMissing: true, status: .unprocessableContent)
            }
            let party = try await intake.desk.reveal(file.row.id, reason: reason, by: visit.staff)
            return try await page(try await intake.desk.open(number: number), visit, request, party: party)
        }
    }

    func page(
        _ file: CaseFile, _ visit: DeskVisit, _ request: Request, done: CaseAction? = nil,
        refusal: ActionRefusal? = nil, party: RevealedParty? = nil, isReasonMissing: Bool = false,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let words = visit.words
        let forms = ActionForms(file: file, refusal: refusal, words: words)
        var view: [String: Any] = [
            "forms": forms.all,
            "step": !file.actions.isEmpty,
            "departments": try await intake.catalogue.departments(),
            "party": PartyView.facts(file, party, words),
            "revealed": party != nil,
            "entries": file.entries.reversed().map { EntryView($0, words) },
            "facts": CaseView.facts(file, words),
        ]
        if party == nil { view["reveal"] = PartyView.reveal(isReasonMissing: isReasonMissing, words) }
        view["done"] = done.map { words("desk.done.\($0.rawValue)") }
        view["problem"] = refusal?.text(words)
        view["conflict"] = refusal.flatMap { ConflictView($0, file, words) }
        return try show(
            "desk_case", PageView(view, CaseView(file, words)), visit, request,
            address: "/desk/cases/\(file.row.number)?", status: status)
    }
}
