import Hummingbird
import Models
import Postgres
import ServiceKit

/// Assignments as an operator sees them.
struct AssignmentController: Sendable {
    let postgres: PostgresClient
    let assignments: AssignmentStore

    struct Listing: ResponseEncodable {
        var assignments: [Assignment]
    }

    /// `GET /v1/operator/assignments?case_id=`: the newest 200, or those of a case.
    @Sendable func list(_ request: Request, _ context: BangbanContext) async throws -> Listing {
        let text = request.uri.queryParameters["case_id"].map(String.init)
        let caseID = text.flatMap { CaseID($0) }
        if let text, caseID == nil {
            throw Problem.invalid([
                FieldError(field: "case_id", reason: "'\(text.prefix(40))' is not an identifier", expected: "a UUID")
            ])
        }
        return Listing(assignments: try await assignments.list(caseID: caseID, postgres))
    }
}
