import HTTPTypes
import JobQueue
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import IntakeService

@Suite("Members of staff", .database(JobQueue.migrator, IntakeSchema.migrator), .timeLimit(.minutes(5)))
struct StaffTests {
    private static let password = "correct horse battery"

    private func fixture() async throws -> IntakeFixture {
        let fixture = try await IntakeFixture()
        _ = try await fixture.intake.staff.add(
            NewStaff(username: "Zhang", displayName: "张主任", role: .supervisor, password: Self.password))
        return fixture
    }

    @Test("who signs in with the right password has a session, until signing out")
    func session() async throws {
        let staff = try await fixture().intake.staff
        let session = try await staff.signIn(username: "zhang", password: Self.password)
        let again = try await staff.session(session.token)
        #expect(again.staff.role == .supervisor)
        #expect(again.csrfToken == session.csrfToken)
        try await staff.signOut(session.token)
        await expectProblem("session-missing") { try await staff.session(session.token) }
    }

    @Test("unless told otherwise, a password is stored at the production cost, and signs in whatever it was stored at")
    func cost() async throws {
        let fixture = try await fixture()
        let staff = Intake(fixture.client, try IntakeFixture.configuration()).staff
        _ = try await staff.add(NewStaff(username: "li", displayName: "李", role: .clerk, password: Self.password))
        let stored = try await fixture.superuser.query(
            "SELECT username, password_hash FROM intake.staff_user ORDER BY username"
        ).map { try $0.decode(String.self, String.self) }
        #expect(stored.map(\.0) == ["li", "zhang"])
        #expect(stored[0].1.hasPrefix("scrypt$15$8$3$") && stored[1].1.hasPrefix("scrypt$10$8$1$"))
        #expect(try await staff.signIn(username: "zhang", password: Self.password).staff.role == .supervisor)
    }

    @Test("an expired session is told from a missing one")
    func expired() async throws {
        let fixture = try await fixture()
        let session = try await fixture.intake.staff.signIn(username: "zhang", password: Self.password)
        try await fixture.superuser.execute("UPDATE intake.staff_session SET expires_at = now()")
        let problem = await expectProblem("session-expired") { try await fixture.intake.staff.session(session.token) }
        #expect(problem?.status == .unauthorized)
        await expectProblem("session-missing") { try await fixture.intake.staff.session(nil) }
    }

    @Test("five wrong passwords shut the name for a while, also for the right one")
    func tries() async throws {
        let staff = try await fixture().intake.staff
        for _ in 0..<5 {
            await expectProblem("sign-in-failed") { try await staff.signIn(username: "zhang", password: "wrong") }
        }
        let problem = await expectProblem("too-many-tries") {
            try await staff.signIn(username: "zhang", password: Self.password)
        }
        #expect(problem?.status == .tooManyRequests)
    }

    @Test("a name is taken once, a weak password and a strange name are refused, and a missing password is drawn")
    func adding() async throws {
        let staff = try await fixture().intake.staff
        await expectProblem("username-taken") {
            try await staff.add(NewStaff(username: "zhang", displayName: "张", role: .clerk, password: Self.password))
        }
        await #expect(throws: FieldError.self) {
            try await staff.add(NewStaff(username: "li", displayName: "李", role: .clerk, password: "short"))
        }
        await #expect(throws: FieldError.self) {
            try await staff.add(NewStaff(username: "../li", displayName: "李", role: .clerk))
        }
        let added = try await staff.add(NewStaff(username: "li", displayName: "李", role: .clerk))
        let password = try #require(added.password)
        #expect(try await staff.signIn(username: "li", password: password).staff.displayName == "李")
    }
}
