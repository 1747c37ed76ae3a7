import Hummingbird
import Models
import ServiceKit

/// Submitting and following cases.
struct CaseController: Sendable {
    let intake: Intake

    /// Takes a request from a kiosk, once per `Idempotency-Key`.
    func submit(_ request: Request, _ context: BangbanContext) async throws -> StoredResponse {
        let credential = request.bearerToken ?? request.cookies[KioskRegistry.cookieName]?.value
        let kiosk = try await intake.kiosks.authenticate(credential)
        let key = try IdempotencyKey.required(in: request)
        let draft = try await request.decode(as: CaseDraft.self, context: context)
        return try await intake.submission.respond(to: draft, from: kiosk, key: key)
    }

    /// Shows a case to whoever has its tracking code.
    func track(_ request: Request, _ context: BangbanContext) async throws -> TrackedCase {
        let number = try context.parameters.require("number")
        return try await intake.tracking.find(number: number, code: Query(request).text("code") ?? "")
    }
}
