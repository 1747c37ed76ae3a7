import Foundation
import Outbound
import Postgres
import TestKit
import Testing

@Suite("A live request, with all services as processes", .database(), .timeLimit(.minutes(5)))
struct LiveRequestTests {
    @Test("a kiosk's request for help reaches ledger, mailbox and helper, who is free again when it is closed")
    func wholeWay() async throws {
        let house = try House(mail: try await MailCatcher.start())
        try await house.open()
        try await house.loadHelpers()
        let kiosk = try await house.enrolKiosk().credential

        let created = try await house.submit(.help, from: kiosk, key: "whole-way")
        #expect(created.status == 201)
        let caseID = try #require(created.json["case_id"] as? String)

        let mails = try await house.mail.mails(3, within: .seconds(60))
        let recipients = mails.flatMap(\.envelopeRecipients)
        #expect(recipients.count { $0 == Draft.applicantMail } == 2, "a receipt, and the helper's name")
        #expect(recipients.count { $0 == "helper-1@example.org" } == 1)
        #expect(Set(mails.map(\.messageID)).count == 3)

        try await house.eventually("the ledger tells of the helper") {
            try await house.ledgerActions(of: caseID).contains("helper_assigned")
        }
        try await house.close(caseID)
        try await house.eventually("the helper is free for others again") {
            try await house.count("talent_pool.assignment WHERE released_at IS NOT NULL") == 1
        }
        #expect(try await house.ledgerActions(of: caseID).contains("close"))
        let report = try await house.bangban("ledger", "verify", "--json")
        #expect(report.contains("\"problems\":[]") || report.contains("\"problem_count\":0"))
    }

    @Test("a request that is sent again under its key makes no second case, and with another body is refused")
    func replay() async throws {
        let house = try House(mail: try await MailCatcher.start())
        try await house.open()
        let (id, kiosk) = try await house.enrolKiosk()
        let first = try await house.submit(.application, from: kiosk, key: "same-key")
        let second = try await house.submit(.application, from: kiosk, key: "same-key")
        #expect(first.status == 201 && second.status == 201)
        #expect(first.json["case_id"] as? String == second.json["case_id"] as? String)
        let other = try await house.submit(.help, from: kiosk, key: "same-key")
        #expect(other.status == 422)
        #expect((other.json["type"] as? String)?.hasSuffix("idempotency-key-reused") == true)
        try await house.bangban("kiosk", "revoke", id)
        let revoked = try await house.submit(.application, from: kiosk, key: "another-key")
        #expect(revoked.status == 401)
        #expect((revoked.json["type"] as? String)?.hasSuffix("kiosk-revoked") == true)
    }

    @Test("each service is killed while requests come in, and every effect is found exactly once")
    func killed() async throws {
        let house = try House(mail: try await MailCatcher.start())
        try await house.open()
        try await house.loadHelpers(capacity: 100)
        let kiosk = try await house.enrolKiosk().credential
        let requests = 40
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await house.submitAll(requests, from: kiosk) }
            group.addTask {
                for service in [house.notification, house.talentPool, house.reporting, house.intake] {
                    try await service.kill()
                    try await service.restart()
                }
            }
            try await group.waitForAll()
        }
        // A receipt, the helper's name, and the request to the helper: each by e-mail and as a text message.
        let notices = requests * 6
        try await house.eventually("every notice is delivered", within: .seconds(120)) {
            try await house.count("notification.notification WHERE status = 'delivered'") == notices
        }
        #expect(try await house.count("notification.notification") == notices, "one record, however often tried")
        #expect(try await house.count("intake.intake_case") == requests)
        #expect(try await house.count("talent_pool.assignment") == requests)
        try await house.eventually("the ledgers tell of every receipt and helper", within: .seconds(60)) {
            let helpers = try await house.count("intake.ledger_entry WHERE action = 'helper_assigned'")
            let notices = try await house.count("intake.ledger_entry WHERE action = 'notified'")
            return helpers == requests && notices >= requests
        }
        try await house.eventually("the figures add up") {
            try await house.count("reporting.case_fact") == requests
        }
        #expect(try await house.count("queue.dead") == 0)
        let distinct = Set(try house.mail.caught().map(\.messageID))
        #expect(distinct.count == requests * 3)
    }
}
