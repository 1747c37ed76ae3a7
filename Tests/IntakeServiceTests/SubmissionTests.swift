import Foundation
import HTTPTypes
import JobQueue
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import IntakeService

@Suite("Submitting a request at a kiosk", .database(JobQueue.migrator, IntakeSchema.migrator), .timeLimit(.minutes(5)))
struct SubmissionTests {
    @Test("an application is accepted at once, with both due times, receipt mail, events and deadline checks")
    func application() async throws {
        let fixture = try await IntakeFixture()
        let receipt = try await fixture.submit(fixture.application())
        let engine = try fixture.intake.configuration.engine(await fixture.intake.catalogue.reference().calendar)
        let accepted = try #require(receipt.acceptedAt)
        #expect(receipt.state == .accepted)
        #expect(receipt.promisedDue == (try engine.deadline(from: accepted, limit: .workingDays(5)).due))
        #expect(receipt.statutoryDue == (try engine.deadline(from: accepted, limit: .workingDays(20)).due))
        #expect(try CaseNumber(receipt.caseNumber).description == receipt.caseNumber)
        #expect(try await fixture.actions(of: receipt.caseID) == ["submit", "accept"])
        let submitted = try await fixture.messages(CaseSubmitted.self)
        #expect(submitted.map(\.summary.caseID) == [receipt.caseID])
        let event = try #require(try await fixture.messages(CaseAccepted.self).first)
        #expect(event.summary.statutoryDue == receipt.statutoryDue)
        let mail = try #require(try await fixture.messages(SendNotification.self).first)
        #expect(mail.template == "case-receipt")
        #expect(mail.values["case_number"] == receipt.caseNumber)
        #expect(mail.values["tracking_code"] == receipt.trackingCode)
        #expect(mail.recipient.maskedName == "张*丰")
        #expect(try await fixture.intake.ledger.run().problems == [])
    }

    @Test("each clock is checked at 80 %, one working day before, and when it is due")
    func checks() async throws {
        let fixture = try await IntakeFixture()
        let receipt = try await fixture.submit(fixture.application())
        let checks = try await fixture.superuser.query(
            "SELECT due FROM queue.delayed ORDER BY due"
        ).map { try $0.decode(Date.self) }
        #expect(checks.count == 6)
        #expect(checks.contains { abs($0.timeIntervalSince(receipt.promisedDue ?? .distantPast)) < 0.001 })
        #expect(abs((checks.last ?? .distantPast).timeIntervalSince(receipt.statutoryDue ?? .distantFuture)) < 0.001)
    }

    @Test("nothing personal reaches the database or the queue in the clear")
    func sealed() async throws {
        let fixture = try await IntakeFixture()
        var draft = fixture.application("allowance")
        draft.applicant.idNumber = "11010519491231002X"
        _ = try await fixture.submit(draft)
        for table in [
            "intake.party", "intake.intake_case", "intake.ledger_entry", "queue.log", "intake.idempotency_key",
        ] {
            let text: String = try await fixture.superuser.query(
                "SELECT coalesce(string_agg(t::text, ' '), '') FROM \(unescaped: table) t")[0].decode(column: 0)
            for secret in ["张三丰", "13800001234", "zhang@example.org", "11010519491231002X"] {
                #expect(!text.contains(secret), "\(table) holds \(secret)")
            }
        }
    }

    @Test("a request that is sent again after its answer was lost makes no second case")
    func lostAnswer() async throws {
        let fixture = try await IntakeFixture()
        let key = UUID().uuidString
        let first = try await fixture.submit(fixture.application(), key: key)
        let second = try await fixture.submit(fixture.application(), key: key)
        #expect(first == second)
        #expect(try await fixture.count("intake.intake_case") == 1)
        #expect(try await fixture.messages(SendNotification.self).count == 1)
    }

    @Test("ten copies of a request at once make one case")
    func race() async throws {
        let fixture = try await IntakeFixture()
        let key = UUID().uuidString
        let numbers = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<10 {
                group.addTask { try? await fixture.submit(fixture.application(), key: key).caseNumber }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(numbers.compactMap(\.self)).count == 1)
        #expect(try await fixture.count("intake.intake_case") == 1)
    }

    @Test("another body under a used key is refused")
    func reusedKey() async throws {
        let fixture = try await IntakeFixture()
        let key = UUID().uuidString
        _ = try await fixture.submit(fixture.application(), key: key)
        let problem = await expectProblem("idempotency-key-reused") {
            try await fixture.submit(fixture.application(name: "王五"), key: key)
        }
        #expect(problem?.status == .unprocessableContent)
        #expect(try await fixture.count("intake.intake_case") == 1)
    }

    @Test("a request in own words waits for a clerk")
    func ownWords() async throws {
        let fixture = try await IntakeFixture()
        let receipt = try await fixture.submit(fixture.ownWords())
        #expect(receipt.state == .submitted)
        #expect(receipt.promisedDue == nil)
        #expect(try await fixture.messages(CaseAccepted.self).isEmpty)
        #expect(try await fixture.actions(of: receipt.caseID) == ["submit"])
    }

    @Test("where the calendar does not reach, the case is kept, the ledger says why, and a clerk can accept it later")
    func calendarMissing() async throws {
        let fixture = try await IntakeFixture(calendar: ReferenceSample.oldCalendar)
        let receipt = try await fixture.submit(fixture.application())
        #expect(receipt.state == .submitted)
        #expect(receipt.notice == "calendar-not-loaded")
        #expect(try await fixture.actions(of: receipt.caseID) == ["submit", "note"])
        await expectProblem("calendar-not-loaded") {
            try await fixture.intake.desk.accept(receipt.caseID, version: 1, by: fixture.clerk)
        }
        #expect(try await fixture.actions(of: receipt.caseID) == ["submit", "note"])
        _ = try await fixture.intake.upload.calendar(Array(ReferenceSample.calendar.utf8))
        let row = try await fixture.intake.desk.accept(receipt.caseID, version: 1, by: fixture.clerk)
        #expect(row.state == .accepted)
        #expect(row.promisedDue != nil)
    }

    @Test("a request for help asks TalentPool for somebody", arguments: [true, false])
    func help(byItem: Bool) async throws {
        let fixture = try await IntakeFixture()
        var draft = fixture.application("allowance")
        if !byItem {
            draft = fixture.ownWords("帮我写一份法律援助申请")
            draft.kind = .help
            draft.helpSkill = .legalAid
        }
        let receipt = try await fixture.submit(draft)
        let job = try #require(try await fixture.messages(MatchHelper.self).first)
        #expect(job.caseID == receipt.caseID)
        #expect(job.skill == (byItem ? .accompaniment : .legalAid))
        #expect(job.regionCode == "150105")
    }

    @Test("every field that is wrong is named at once, and nothing is stored")
    func refusedFields() async throws {
        let fixture = try await IntakeFixture()
        let draft = CaseDraft(
            itemCode: "no-such-item", regionCode: "999999", content: String(repeating: "长", count: 4001),
            applicant: Applicant(
                name: " ", phone: "12345", email: "a@example.org\r\nBcc: b@example.org",
                idNumber: "110105194912310021"))
        let problem = await expectProblem("invalid-fields") { try await fixture.submit(draft) }
        #expect(
            Set(problem?.errors.map(\.field) ?? []) == [
                "item_code", "region_code", "content", "applicant.name", "applicant.phone",
                "applicant.email", "applicant.id_number",
            ])
        #expect(try await fixture.count("intake.intake_case") == 0)
        #expect(try await fixture.count("intake.idempotency_key") == 0)
    }

    @Test("an item that kiosks do not offer is refused")
    func backroomItem() async throws {
        let fixture = try await IntakeFixture()
        let problem = await expectProblem("invalid-fields") {
            try await fixture.submit(fixture.application("backroom"))
        }
        #expect(problem?.errors.map(\.field) == ["item_code"])
    }
}
