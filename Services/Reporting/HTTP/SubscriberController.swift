import Foundation
import Hummingbird
import Models
import Postgres
import ServiceKit

/// Who gets the summary every Monday.
struct SubscriberController: Sendable {
    let client: PostgresClient
    let sealing: Sealing
    let searchHash: SearchHash

    /// `POST /v1/operator/subscribers` {email, name?, language?}: 201, or 200 for one who is there.
    func add(_ request: Request, _ context: BangbanContext) async throws -> EditedResponse<Subscriber> {
        struct Order: Decodable {
            let email: String
            let name: String?
            let language: Language?
        }
        let order = try await request.decode(as: Order.self, context: context)
        let email = try WeeklyReportController.address(order.email, field: "email")
        guard (order.name ?? "").count <= 100 else {
            throw Problem.invalid([FieldError(field: "name", reason: "is too long", expected: "at most 100 characters")]
            )
        }
        let recipient = try Recipient(
            email, name: order.name, language: order.language ?? .chinese, sealing: sealing, searchHash: searchHash)
        let (subscriber, isNew) = try await SubscriberStore.put(
            recipient, maskedEmail: Masking.email(email.value), client)
        return EditedResponse(status: isNew ? .created : .ok, response: subscriber)
    }

    /// `GET /v1/operator/subscribers`.
    func list(_ request: Request, _ context: BangbanContext) async throws -> SubscriberList {
        SubscriberList(items: try await SubscriberStore.all(client))
    }

    /// `DELETE /v1/operator/subscribers` {email}: an address has no place in a URL.
    func removeAddress(_ request: Request, _ context: BangbanContext) async throws -> Response {
        struct Order: Decodable {
            let email: String
        }
        let order = try await request.decode(as: Order.self, context: context)
        let email = try WeeklyReportController.address(order.email, field: "email")
        let hash = searchHash.hash(email.value, field: "email")
        guard try await SubscriberStore.remove(hash: hash, client) else {
            throw Problem.notFound("There is no such subscriber.")
        }
        return Response(status: .noContent)
    }

    /// `DELETE /v1/operator/subscribers/{id}`.
    func remove(_ request: Request, _ context: BangbanContext) async throws -> Response {
        guard let id = Identifier<Subscriber>(try context.parameters.require("id")),
            try await SubscriberStore.remove(id, client)
        else { throw Problem.notFound("There is no such subscriber.") }
        return Response(status: .noContent)
    }
}

extension Subscriber: ResponseEncodable {}

/// Every subscriber.
struct SubscriberList: ResponseEncodable, Codable {
    let items: [Subscriber]
}
