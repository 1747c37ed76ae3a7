import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import Testing

@testable import IntakeService

@Suite(
    "Watching deadlines, and what other services tell", .database(JobQueue.migrator, IntakeSchema.migrator),
    .timeLimit(.minutes(5)))
struct DeadlineWatchTests {
    @Test("a warning and a breach are written and told once, however often the check runs")
    func once() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.application()).caseID
        try await fixture.superuser.execute("UPDATE intake.intake_case SET promised_due = now() - interval '1 minute'")
        for threshold in [DeadlineThreshold.eightyPercent, .workingDayBefore, .due, .due] {
            try await check(fixture, id, threshold)
        }
        #expect(try await fixture.actions(of: id) == ["submit", "accept", "warned", "warned", "breached"])
        #expect(
            try await fixture.messages(DeadlineWarned.self).map(\.threshold) == [.eightyPercent, .workingDayBefore])
        #expect(try await fixture.messages(DeadlineBreached.self).map(\.clock) == [.promised])
        #expect(try await fixture.intake.ledger.run().problems == [])
    }

    @Test("a check made for an older due time, or of an answered case, does nothing")
    func void() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.application()).caseID
        try await check(fixture, id, .eightyPercent, dueVersion: 0)
        try await fixture.superuser.execute("UPDATE intake.intake_case SET state = 'replied'")
        try await check(fixture, id, .eightyPercent)
        #expect(try await fixture.actions(of: id) == ["submit", "accept"])
    }

    @Test("where the clock was set back, the breach waits until the due time is there")
    func clockJump() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.application()).caseID
        await #expect(throws: Snooze.self) { try await check(fixture, id, .due) }
        #expect(try await fixture.actions(of: id) == ["submit", "accept"])
    }

    @Test("the worker writes what is due, and what TalentPool and Notification tell, each once")
    func worker() async throws {
        let fixture = try await IntakeFixture()
        let receipt = try await fixture.submit(fixture.application())
        let id = receipt.caseID
        try await fixture.superuser.execute("UPDATE intake.intake_case SET promised_due = now() - interval '1 minute'")
        let queue = JobQueue(fixture.superuser)
        let assigned = HelperAssigned(
            caseID: id, assignmentID: .next(), helperName: "赵*", skill: .accompaniment, regionCode: "150105",
            reasons: ["同区"], at: Date())
        let delivered = NotificationDelivered(
            notificationID: .next(), deduplicationKey: "x", template: "case-receipt", channel: .email,
            maskedRecipient: "z***@example.org", caseID: id, at: Date())
        try await fixture.superuser.withTransaction { transaction in
            try await queue.enqueue(
                CheckDeadline(caseID: id, clock: .promised, threshold: .due, dueVersion: 1), in: transaction)
            try await queue.enqueue(assigned, in: transaction)
            try await queue.enqueue(delivered, in: transaction)
        }
        try await QueueDrill().workOff(IntakeSubscriptions.all(fixture.intake), by: fixture.client)
        #expect(
            Set(try await fixture.actions(of: id)) == ["submit", "accept", "breached", "helper_assigned", "notified"])
        #expect(try await fixture.intake.desk.open(id).row.helperName == "赵*")
        #expect(try await fixture.intake.ledger.run().problems == [])
    }

    private func check(
        _ fixture: IntakeFixture, _ id: CaseID, _ threshold: DeadlineThreshold, dueVersion: Int = 1
    ) async throws {
        let payload = CheckDeadline(caseID: id, clock: .promised, threshold: threshold, dueVersion: dueVersion)
        try await fixture.client.withTransaction { transaction in
            try await CheckDeadlineHandler(work: fixture.intake.work).check(payload, in: transaction)
        }
    }
}
