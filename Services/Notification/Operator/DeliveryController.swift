import Foundation
import Hummingbird
import Models
import ServiceKit

/// `GET /v1/operator/deliveries?case_id=&reference=&status=&cursor=&limit=`: notifications and their attempts, newest first.
struct DeliveryController {
    private static let largestPage = 200

    let store: DeliveryStore

    func list(_ request: Request, _ context: BangbanContext) async throws -> DeliveryPage {
        let parameters = request.uri.queryParameters
        var errors: [FieldError] = []
        let filter = DeliveryFilter(
            caseID: identifier("case_id", parameters, &errors), reference: text("reference", parameters),
            status: status(parameters, &errors), before: identifier("cursor", parameters, &errors),
            limit: limit(parameters, &errors))
        guard errors.isEmpty else { throw Problem.invalid(errors) }
        return try await store.page(filter)
    }

    // MARK: - Private

    /// A parameter; an empty one counts as absent.
    private func text(_ name: String, _ parameters: Parameters) -> String? {
        parameters[name[...]].flatMap { $0.isEmpty ? nil : String($0) }
    }

    private func identifier<Entity>(
        _ name: String, _ parameters: Parameters, _ errors: inout [FieldError]
    ) -> Identifier<Entity>? {
        guard let text = text(name, parameters) else { return nil }
        guard let identifier = Identifier<Entity>(text) else {
            errors.append(FieldError(field: name, reason: "is not an identifier", expected: "a UUID"))
            return nil
        }
        return identifier
    }

    private func status(_ parameters: Parameters, _ errors: inout [FieldError]) -> NotificationStatus? {
        guard let text = text("status", parameters) else { return nil }
        guard let status = NotificationStatus(rawValue: text) else {
            let known = NotificationStatus.allCases.map(\.rawValue).joined(separator: ", ")
            errors.append(FieldError(field: "status", reason: "is not known", expected: "one of \(known)"))
            return nil
        }
        return status
    }

    private func limit(_ parameters: Parameters, _ errors: inout [FieldError]) -> Int {
        guard let text = text("limit", parameters) else { return 50 }
        guard let limit = Int(text), (1...Self.largestPage).contains(limit) else {
            errors.append(FieldError(field: "limit", reason: "is out of range", expected: "1-\(Self.largestPage)"))
            return 50
        }
        return limit
    }
}
