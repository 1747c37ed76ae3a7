import HTTPTypes
import Hummingbird
import Models
import ServiceKit

extension DeskPages {
    /// Moves a case. The form carries the version that its page showed: where somebody else was faster, nothing is done, and
    /// the page says what changed and keeps what was typed.
    @Sendable
    func act(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let form = try await form(request, visit)
            let number = try context.parameters.require("number")
            guard let action = CaseAction(rawValue: try context.parameters.require("action")),
                ActionForms.offered.contains(action), let version = form.text("version").flatMap(Int.init)
            else { throw Problem.notFound("There is no such action.") }
            let typed = TypedAction(action: action, version: version, form: form)
            let id = try await intake.desk.open(number: number).row.id
            do {
                try typed.check()
                try await perform(typed, on: id, by: visit.staff)
                return frame.redirect(to: "/desk/cases/\(number)?done=\(action.rawValue)")
            } catch let problem as Problem where ActionRefusal.types.contains(problem.type) {
                return try await refuse(typed, .problem(problem.type), problem.status, id, visit, request)
            } catch let wrong as WrongAction {
                return try await refuse(typed, .wrong(wrong.fields), .unprocessableContent, id, visit, request)
            }
        }
    }

    // MARK: - Private

    private func perform(_ typed: TypedAction, on id: CaseID, by staff: Staff) async throws {
        let (desk, version) = (intake.desk, typed.version)
        switch typed.action {
        case .accept:
            _ = try await desk.accept(id, version: version, by: staff)
        case .dispatch:
            _ = try await desk.dispatch(
                id, to: typed.department ?? "", note: typed.note, version: version, by: staff)
        case .sign:
            _ = try await desk.sign(id, version: version, by: staff)
        case .reply:
            _ = try await desk.reply(
                id, outcome: typed.reply ?? .explained, text: typed.text ?? "", version: version, by: staff)
        case .followUp:
            _ = try await desk.followUp(
                id, outcome: typed.followUp ?? .unreachable, note: typed.note, version: version, by: staff)
        case .close:
            _ = try await desk.close(id, note: typed.note, version: version, by: staff)
        default: throw Problem.notFound("There is no such action.")
        }
    }

    private func refuse(
        _ typed: TypedAction, _ reason: ActionRefusal.Reason, _ status: HTTPResponse.Status, _ id: CaseID,
        _ visit: DeskVisit, _ request: Request
    ) async throws -> Response {
        let file = try await intake.desk.open(id)
        return try await page(
            file, visit, request, refusal: ActionRefusal(typed: typed, reason: reason), status: status)
    }
}
