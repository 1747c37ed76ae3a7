import HTTPTypes
import JobQueue
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import IntakeService

@Suite("Kiosks", .database(JobQueue.migrator, IntakeSchema.migrator), .timeLimit(.minutes(5)))
struct KioskTests {
    @Test("a code is traded once for a credential, and neither is kept in the clear")
    func enrolment() async throws {
        let fixture = try await IntakeFixture()
        let kiosks = fixture.intake.kiosks
        let enrolment = try await kiosks.register(name: "二楼企业服务专区", regionCode: "150203")
        let (kiosk, credential) = try await kiosks.enrol(code: enrolment.code.lowercased())
        #expect(kiosk.id == enrolment.kioskID)
        #expect(try await kiosks.authenticate(credential).id == kiosk.id)
        let problem = await expectProblem("enrolment-code-invalid") { try await kiosks.enrol(code: enrolment.code) }
        #expect(problem?.status == .unauthorized)
        let stored: String = try await fixture.superuser.query(
            "SELECT string_agg(k::text, ' ') FROM intake.kiosk k")[0].decode(column: 0)
        #expect(!stored.contains(credential))
        #expect(!stored.contains(enrolment.code))
    }

    @Test("a code that is too old is refused by its own name")
    func expiredCode() async throws {
        let fixture = try await IntakeFixture()
        let enrolment = try await fixture.intake.kiosks.register(name: "旧机", regionCode: "150203")
        try await fixture.superuser.execute(
            "UPDATE intake.kiosk SET enrolment_expires_at = now() - interval '1 second' WHERE id = \(enrolment.kioskID)"
        )
        await expectProblem("enrolment-code-expired") { try await fixture.intake.kiosks.enrol(code: enrolment.code) }
    }

    @Test("a revoked kiosk is told so, until it is enrolled anew")
    func revocation() async throws {
        let fixture = try await IntakeFixture()
        let kiosks = fixture.intake.kiosks
        let enrolment = try await kiosks.register(name: "三楼", regionCode: "150203")
        let credential = try await kiosks.enrol(code: enrolment.code).credential
        _ = try await kiosks.revoke(enrolment.kioskID)
        let problem = await expectProblem("kiosk-revoked") { try await kiosks.authenticate(credential) }
        #expect(problem?.status == .unauthorized)
        let again = try await kiosks.register(name: "三楼", regionCode: "150203")
        #expect(again.kioskID == enrolment.kioskID)
        let fresh = try await kiosks.enrol(code: again.code).credential
        #expect(try await kiosks.authenticate(fresh).revokedAt == nil)
        await expectProblem("kiosk-unknown") { try await kiosks.authenticate(credential) }
    }

    @Test("a device without a credential, or with somebody's guess, is unknown", arguments: [nil, "", "guess"])
    func unknown(_ credential: String?) async throws {
        let fixture = try await IntakeFixture()
        await expectProblem("kiosk-unknown") { try await fixture.intake.kiosks.authenticate(credential) }
    }

    @Test("a kiosk in an unknown division is refused")
    func unknownRegion() async throws {
        let fixture = try await IntakeFixture()
        let problem = await expectProblem("invalid-fields") {
            try await fixture.intake.kiosks.register(name: "x", regionCode: "999999")
        }
        #expect(problem?.errors.map(\.field) == ["region_code"])
    }
}
