import Foundation
import JobQueue
import Logging
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import ReportingService

@Suite(
    "The alarm about a summary that did not come", .database(JobQueue.migrator, ReportingSchema.migrator),
    .timeLimit(.minutes(5)))
struct MondayWatchTests {
    private static let week = "2024-W28"

    @Test("from Monday 09:00 on, each subscriber whose summary was not delivered counts; before, and afterwards, none")
    func missing() async throws {
        let fixture = try ReportingFixture()
        let watch = fixture.reporting.watch(Logger(label: "test"))
        let first = try await subscribe("a@example.org", at: "2024-07-01T00:00:00+08:00", fixture)
        let second = try await subscribe("b@example.org", at: "2024-07-15T07:59:59+08:00", fixture)
        // Who subscribes after the summary went out gets the next one.
        _ = try await subscribe("c@example.org", at: "2024-07-15T08:00:01+08:00", fixture)
        try await fixture.client.withTransaction { transaction in
            let frozen = try await fixture.reporting.summaries.freeze(ISOWeek(Self.week))
            _ = try await fixture.reporting.mailing.send(frozen, to: [first, second], language: nil, in: transaction)
        }
        #expect(try await missing(watch, at: "2024-07-15T08:59:59+08:00") == ("2024-W27", 1))
        #expect(try await missing(watch, at: "2024-07-15T09:00:00+08:00") == (Self.week, 2))
        try await delivered(first)
        #expect(try await missing(watch, at: "2024-07-15T10:00:00+08:00") == (Self.week, 1))
        try await delivered(second)
        #expect(try await missing(watch, at: "2024-07-21T23:59:59+08:00") == (Self.week, 0))
        #expect(try await missing(watch, at: "2024-07-22T09:00:00+08:00") == ("2024-W29", 3))
    }

    @Test("without subscribers nothing is missed")
    func nobody() async throws {
        let fixture = try ReportingFixture()
        let watch = fixture.reporting.watch(Logger(label: "test"))
        #expect(try await watch.finding().missing == 0)
    }

    // MARK: - Private

    private func missing(_ watch: MondayWatch, at time: String) async throws -> (String, Int) {
        let moment: Date = try #require(RFC3339.date(time))
        let finding = try await watch.finding(at: moment)
        return (finding.week.description, finding.missing)
    }

    private func subscribe(_ address: String, at time: String, _ fixture: ReportingFixture) async throws -> Recipient {
        let recipient = try Recipient(
            EmailAddress(address), language: .chinese, sealing: fixture.settings.sealing,
            searchHash: fixture.settings.searchHash)
        _ = try await SubscriberStore.put(recipient, maskedEmail: "masked", fixture.client)
        try await fixture.client.execute(
            """
            UPDATE reporting.subscriber SET created_at = \(try #require(RFC3339.date(time)))
            WHERE email_hash = \(recipient.hash)
            """)
        return recipient
    }

    private func delivered(_ recipient: Recipient) async throws {
        try await TestDatabase.current.client().execute(
            "UPDATE reporting.weekly_delivery SET delivered_at = now() WHERE recipient_hash = \(recipient.hash)")
    }
}
