import Foundation
import HTTPTypes
import Hummingbird
import Models
import ServiceKit

/// The operator's view of cases: the same lists and moves as the desk's pages, as JSON.
struct DeskController: Sendable {
    let intake: Intake

    /// How the ledger names what comes this way.
    private static let operatorStaff = Staff(
        id: Identifier(rawValue: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))), username: "operator",
        displayName: "operator", role: .administrator)

    private struct Move: Decodable {
        var action: CaseAction
        /// Of a dispatch.
        var department: String?
        /// Of a reply.
        var outcome: ReplyOutcome?
        /// Of a reply.
        var text: String?
        /// Of a follow-up.
        var followUp: FollowUpOutcome?
        var note: String?
    }

    func list(_ request: Request, _ context: BangbanContext) async throws -> CasePage {
        let query = Query(request)
        var filter = CaseFilter()
        filter.state = try query.choice("state")
        filter.colour = try query.choice("colour")
        filter.kind = try query.choice("kind")
        filter.channel = try query.choice("channel")
        filter.department = query.text("department")
        filter.regionCode = query.text("region_code")
        filter.openOnly = query.text("open") == "true"
        filter.text = query.text("text")
        filter.cursor = query.text("cursor")
        filter.limit = try query.integer("limit", in: 1...CaseFilter.limitMax, default: filter.limit)
        return try await intake.desk.list(filter)
    }

    func open(_ request: Request, _ context: BangbanContext) async throws -> EditedResponse<CaseDocument> {
        let file = try await intake.desk.open(id(context))
        return EditedResponse(
            headers: [.eTag: VersionTag(file.row.version).description], response: CaseDocument(file))
    }

    func act(_ request: Request, _ context: BangbanContext) async throws -> EditedResponse<CaseRow> {
        let version = try VersionTag.required(in: request).version
        let move = try await request.decode(as: Move.self, context: context)
        let row = try await apply(move, to: id(context), version: version)
        return EditedResponse(headers: [.eTag: VersionTag(row.version).description], response: row)
    }

    // MARK: - Private

    private func id(_ context: BangbanContext) throws -> CaseID {
        CaseID(rawValue: try context.parameters.require("id", as: UUID.self))
    }

    private func apply(_ move: Move, to id: CaseID, version: Int) async throws -> CaseRow {
        let desk = intake.desk
        let staff = Self.operatorStaff
        switch move.action {
        case .accept: return try await desk.accept(id, version: version, by: staff)
        case .dispatch:
            return try await desk.dispatch(
                id, to: move.department ?? "", note: move.note, version: version, by: staff)
        case .sign: return try await desk.sign(id, version: version, by: staff)
        case .reply:
            let outcome = try needed("outcome", move.outcome)
            return try await desk.reply(id, outcome: outcome, text: move.text ?? "", version: version, by: staff)
        case .followUp:
            let outcome = try needed("follow_up", move.followUp)
            return try await desk.followUp(id, outcome: outcome, note: move.note, version: version, by: staff)
        case .close: return try await desk.close(id, note: move.note, version: version, by: staff)
        default:
            throw Problem.invalid([
                FieldError(
                    field: "action", reason: "is not a move of staff",
                    expected: "one of accept, dispatch, sign, reply, follow_up, close")
            ])
        }
    }

    private func needed<Value: RawRepresentable & CaseIterable>(_ field: String, _ value: Value?) throws -> Value
    where Value.RawValue == String {
        if let value { return value }
        let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
        throw Problem.invalid([FieldError(field: field, reason: "is missing", expected: "one of \(names)")])
    }
}
