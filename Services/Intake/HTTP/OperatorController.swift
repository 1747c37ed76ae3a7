import Foundation
import Hummingbird
import Models
import ServiceKit

/// What only the operator does: users, imports, verification, and asking for a deadline.
struct OperatorController: Sendable {
    let intake: Intake

    func addUser(_ request: Request, _ context: BangbanContext) async throws -> EditedResponse<AddedStaff> {
        let user = try await request.decode(as: NewStaff.self, context: context)
        return EditedResponse(status: .created, response: try await intake.staff.add(user))
    }

    /// Takes one body of a hotline's export. `first_line` is the line that the first row after the body's header has in the
    /// operator's file, so that rejects are named by it.
    func importHotline(_ request: Request, _ context: BangbanContext) async throws -> ImportReport {
        try MediaTypeCheck.require("text/csv", of: request)
        let firstLine = try Query(request).integer("first_line", in: 1...Int(Int32.max), default: 2)
        let bytes = try await request.bodyBytes(upTo: HotlineImport.bodyBytesMax)
        return try await intake.hotline.run(bytes, firstLine: firstLine)
    }

    /// Verifies the page of the ledger behind `after`, the `next` of the page before: each request is short, however long
    /// the ledger.
    func verifyLedger(_ request: Request, _ context: BangbanContext) async throws -> LedgerPage {
        let cursor: LedgerCursor
        do {
            cursor = try Query(request).text("after").map(LedgerCursor.init) ?? .start
        } catch {
            throw Problem.invalid([error])
        }
        let page = try await intake.ledger.page(after: cursor)
        IntakeMetrics.ledgerProblems(page.report.problemCount)
        return page
    }

    /// An anchor, its roots in hexadecimal.
    struct AnchorAnswer: ResponseEncodable, Sendable {
        var day: LocalDate
        var root: String
        var previousRoot: String
        var entries: Int
        var at: Date
    }

    /// The ledger's newest anchor; a 404 problem where none was taken yet.
    func latestAnchor(_ request: Request, _ context: BangbanContext) async throws -> AnchorAnswer {
        guard let anchor = try await LedgerAnchorStore().latest(on: intake.client) else {
            throw Problem(.notFound, "anchor-missing", title: "No anchor was taken yet")
        }
        return AnchorAnswer(
            day: anchor.day, root: HexDigits.text(anchor.root), previousRoot: HexDigits.text(anchor.previousRoot),
            entries: anchor.entries, at: anchor.at)
    }

    /// A due time and how it comes about.
    struct DeadlineAnswer: ResponseEncodable, Sendable {
        var from: String
        var limit: String
        var due: String
        var explanation: [String]
    }

    /// Computes a due time: `from` is a time in the configured zone or an RFC 3339 timestamp.
    func deadline(_ request: Request, _ context: BangbanContext) async throws -> DeadlineAnswer {
        let query = Query(request)
        let zone = intake.configuration.timeZone
        let from = try moment(query.text("from") ?? "", zone)
        let limit: TimeLimit
        do {
            limit = try TimeLimit(query.text("limit") ?? "")
        } catch {
            throw Problem.invalid([error.named("limit")])
        }
        let language: Language = try query.choice("lang") ?? .chinese
        let engine = intake.configuration.engine(try await intake.catalogue.reference().calendar)
        do {
            let deadline = try engine.deadline(from: from, limit: limit)
            return DeadlineAnswer(
                from: Models.RFC3339.string(from, in: zone), limit: limit.description,
                due: Models.RFC3339.string(deadline.due, in: zone),
                explanation: deadline.explanation(in: language).map(\.description))
        } catch {
            throw Problem.calendarNotLoaded(error)
        }
    }

    // MARK: - Private

    private func moment(_ text: String, _ zone: TimeZone) throws -> Date {
        if let local = LocalDateTime(text) { return local.moment(in: zone) }
        if let date = Models.RFC3339.date(text) { return date }
        throw Problem.invalid([
            FieldError(
                field: "from", reason: "is not a time", expected: "2026-09-18T17:30 or 2026-09-18T17:30:00+08:00")
        ])
    }
}
