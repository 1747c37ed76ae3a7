import Foundation
import Hummingbird
import Models
import ServiceKit

/// Registering, enrolling and revoking kiosks.
struct KioskController: Sendable {
    let intake: Intake

    private struct Registration: Decodable {
        var name: String
        var regionCode: String
    }

    private struct Enrolment: Decodable {
        var code: String
    }

    /// A device's answer to enrolment: the credential is shown this once.
    struct Enrolled: ResponseEncodable, Sendable {
        var kioskID: Identifier<Kiosk>
        var name: String
        var credential: String
    }

    /// A kiosk as the operator sees it.
    struct Listed: ResponseEncodable, Sendable {
        var kioskID: Identifier<Kiosk>
        var name: String
        var regionCode: String
        var enrolledAt: Date?
        var revokedAt: Date?

        init(_ kiosk: Kiosk) {
            kioskID = kiosk.id
            name = kiosk.name
            regionCode = kiosk.regionCode
            enrolledAt = kiosk.enrolledAt
            revokedAt = kiosk.revokedAt
        }
    }

    func register(_ request: Request, _ context: BangbanContext) async throws -> EditedResponse<KioskEnrolment> {
        let body = try await request.decode(as: Registration.self, context: context)
        let enrolment = try await intake.kiosks.register(name: body.name, regionCode: body.regionCode)
        return EditedResponse(status: .created, response: enrolment)
    }

    func list(_ request: Request, _ context: BangbanContext) async throws -> JSONList<Listed> {
        JSONList(items: try await intake.kiosks.list().map(Listed.init))
    }

    func revoke(_ request: Request, _ context: BangbanContext) async throws -> Listed {
        let id = try context.parameters.require("id", as: UUID.self)
        return Listed(try await intake.kiosks.revoke(Identifier(rawValue: id)))
    }

    func enrol(_ request: Request, _ context: BangbanContext) async throws -> EditedResponse<Enrolled> {
        let body = try await request.decode(as: Enrolment.self, context: context)
        let (kiosk, credential) = try await intake.kiosks.enrol(code: body.code)
        return EditedResponse(
            status: .created, response: Enrolled(kioskID: kiosk.id, name: kiosk.name, credential: credential))
    }
}
