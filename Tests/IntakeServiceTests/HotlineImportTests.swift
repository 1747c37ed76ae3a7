import Foundation
import JobQueue
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import IntakeService

@Suite(
    "Importing a hotline's export", .database(JobQueue.migrator, IntakeSchema.migrator), .timeLimit(.minutes(5)))
struct HotlineImportTests {
    @Test("each row becomes a case with its ledger and events, as if it had come in at its time")
    func rows() async throws {
        let fixture = try await IntakeFixture()
        let report = try await fixture.intake.hotline.run(
            ReferenceSample.hotline([
                ReferenceSample.hotlineRow("H-1", kind: "consultation", handling: "direct"),
                ReferenceSample.hotlineRow("H-2", kind: "help"),
            ]), firstLine: 2)
        #expect(report == ImportReport(received: 2, added: 2))
        let received = try #require(Models.RFC3339.date("2024-07-08T09:12:33+08:00"))
        let rows = try await fixture.intake.desk.list(CaseFilter(channel: .hotline)).rows
        let direct = try #require(rows.first { $0.handling == .direct })
        let dispatched = try #require(rows.first { $0.handling == .dispatched })
        #expect(direct.receivedAt == received)
        #expect(direct.state == .closed)
        #expect(dispatched.state == .dispatched)
        #expect(dispatched.department == "赛罕区")
        #expect(dispatched.promisedDue == Models.RFC3339.date("2024-07-15T17:30:00+08:00"))
        #expect(direct.number.hasPrefix("20240708-"))
        #expect(try await fixture.actions(of: direct.id) == ["submit", "reply", "close"])
        #expect(try await fixture.actions(of: dispatched.id) == ["submit", "accept", "dispatch"])
        #expect(try await fixture.intake.desk.open(direct.id).entries.allSatisfy { $0.at == received })
        #expect(try await fixture.messages(CaseSubmitted.self).map(\.at) == [received, received])
        #expect(try await fixture.messages(CaseClosed.self).map(\.summary.caseID) == [direct.id])
        #expect(try await fixture.messages(CaseDispatched.self).map(\.summary.caseID) == [dispatched.id])
        #expect(try await fixture.count("queue.delayed") == 0)
        #expect(try await fixture.intake.ledger.run() == LedgerReport(cases: 2, entries: 6))
    }

    @Test("a request that is still running is watched, and its promise is kept in sight")
    func recent() async throws {
        let fixture = try await IntakeFixture()
        let now = Models.RFC3339.string(Date())
        _ = try await fixture.intake.hotline.run(
            ReferenceSample.hotline([ReferenceSample.hotlineRow("H-1", at: now)]), firstLine: 2)
        #expect(try await fixture.count("queue.delayed") == 3)
        #expect(try await fixture.intake.desk.list(CaseFilter()).rows.map(\.colour) == [.green])
    }

    @Test("a second import adds nothing, and one that was interrupted goes on")
    func idempotent() async throws {
        let fixture = try await IntakeFixture()
        let rows = (1...50).map { ReferenceSample.hotlineRow("H-\($0)") }
        let half = try await fixture.intake.hotline.run(ReferenceSample.hotline(Array(rows.prefix(20))), firstLine: 2)
        #expect(half.added == 20)
        let whole = try await fixture.intake.hotline.run(ReferenceSample.hotline(rows), firstLine: 2)
        #expect(whole == ImportReport(received: 50, added: 30, duplicates: 20))
        let again = try await fixture.intake.hotline.run(ReferenceSample.hotline(rows), firstLine: 2)
        #expect(again == ImportReport(received: 50, added: 0, duplicates: 50))
        #expect(try await fixture.count("intake.intake_case") == 50)
        #expect(try await fixture.count("intake.ledger_entry") == 150)
        #expect(try await fixture.messages(CaseSubmitted.self).count == 50)
    }

    @Test("two imports of the same rows at once make each case once")
    func race() async throws {
        let fixture = try await IntakeFixture()
        let rows = (1...200).map { ReferenceSample.hotlineRow("H-\($0)") }
        async let first = fixture.intake.hotline.run(ReferenceSample.hotline(rows), firstLine: 2)
        async let second = fixture.intake.hotline.run(ReferenceSample.hotline(rows.reversed()), firstLine: 2)
        let added = try await [first, second].map(\.added)
        #expect(added.reduce(0, +) == 200)
        #expect(try await fixture.count("intake.intake_case") == 200)
    }

    @Test("a failure in the middle leaves nothing of the body behind")
    func interrupted() async throws {
        let fixture = try await IntakeFixture()
        try await fixture.superuser.execute("REVOKE INSERT ON intake.ledger_entry FROM bangban_intake")
        let body = ReferenceSample.hotline([ReferenceSample.hotlineRow("H-1")])
        await #expect(throws: PostgresError.self) { try await fixture.intake.hotline.run(body, firstLine: 2) }
        #expect(try await fixture.count("intake.import_record") == 0)
        #expect(try await fixture.count("intake.intake_case") == 0)
        try await fixture.superuser.execute("GRANT INSERT ON intake.ledger_entry TO bangban_intake")
        #expect(try await fixture.intake.hotline.run(body, firstLine: 2).added == 1)
    }

    @Test("bad rows are named by line, column and reason, and the good ones go in")
    func badRows() async throws {
        let fixture = try await IntakeFixture()
        let report = try await fixture.intake.hotline.run(
            ReferenceSample.hotline([
                ReferenceSample.hotlineRow("H-1"),
                ReferenceSample.hotlineRow("H-2", kind: "praise"),
                ReferenceSample.hotlineRow("H-3", at: "yesterday"),
                ReferenceSample.hotlineRow("H-4", region: "999999"),
                ReferenceSample.hotlineRow("H-5", phone: "12"),
                "H-6,too,few",
                "H-7,\"open",
                ReferenceSample.hotlineRow("H-8"),
            ]), firstLine: 1001)
        #expect(report.received == 8)
        #expect(report.added == 2)
        #expect(report.rejected.map(\.line) == [1002, 1003, 1004, 1005, 1006, 1007])
        #expect(report.rejected.prefix(4).map(\.externalID) == ["H-2", "H-3", "H-4", "H-5"])
        #expect(report.rejected[0].reason.hasPrefix("kind: is not known"))
        #expect(report.rejected[0].column == "H-2,2024-07-08T09:12:33+08:00,".utf8.count + 1)
        #expect(report.rejected[1].reason.hasPrefix("received_at:"))
        #expect(!report.rejected[3].reason.contains("12;"))
    }

    @Test(
        "a body without the columns, in another encoding, or empty is refused whole",
        arguments: [
            Array("external_id,kind\nH-1,help".utf8), [0xFF, 0xFE, 0x41], [],
        ])
    func malformed(_ body: [UInt8]) async throws {
        let fixture = try await IntakeFixture()
        let problem = await expectProblem("csv-malformed") { try await fixture.intake.hotline.run(body, firstLine: 2) }
        #expect(problem?.errors.first?.field.hasPrefix("line 1") == true)
        #expect(try await fixture.count("intake.intake_case") == 0)
    }
}
