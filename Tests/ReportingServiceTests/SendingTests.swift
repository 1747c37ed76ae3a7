import Foundation
import JobQueue
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import ReportingService

@Suite("Sending summaries", .database(JobQueue.migrator, ReportingSchema.migrator), .timeLimit(.minutes(5)))
struct SendingTests {
    private static func recipient(_ address: String, _ fixture: ReportingFixture) throws -> Recipient {
        try Recipient(
            EmailAddress(address), language: .chinese, sealing: fixture.settings.sealing,
            searchHash: fixture.settings.searchHash)
    }

    private static func send(_ addresses: [String], _ fixture: ReportingFixture) async throws -> [Bool] {
        let frozen = try await fixture.reporting.summaries.freeze(try ISOWeek("2024-W28"))
        let recipients = try addresses.map { try recipient($0, fixture) }
        return try await fixture.client.withTransaction { transaction in
            try await fixture.reporting.mailing.send(frozen, to: recipients, language: nil, in: transaction)
        }.map(\.isNew)
    }

    @Test("two senders at once make one delivery per recipient")
    func exactlyOnce() async throws {
        let fixture = try ReportingFixture()
        let addresses = (1...5).map { "director\($0)@example.org" }
        let outcomes = try await withThrowingTaskGroup(of: [Bool].self) { group in
            group.addTask { try await Self.send(addresses, fixture) }
            group.addTask { try await Self.send(addresses.reversed(), fixture) }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(outcomes.count { $0 } == 5)
        #expect(try await fixture.jobs(SendDocument.kind) == 5)
        #expect(
            try await Self.send(["Director1@EXAMPLE.org"], fixture) == [false], "the same address, written otherwise")
        #expect(try await fixture.jobs(SendDocument.kind) == 5)
    }

    @Test("the job names every part, the attachments are there, and no address can be read in it")
    func job() async throws {
        let fixture = try ReportingFixture()
        _ = try await Self.send(["director@example.org"], fixture)
        let observer = try TestDatabase.current.client()
        let payload = try await observer.query("SELECT payload FROM queue.log WHERE kind = \(SendDocument.kind)")[0]
        #expect(try !payload.decode(JSONText.self).text.contains("director@"))
        let job = try payload.decode(JSONText.self).decode(as: SendDocument.self)
        #expect(job.subject.hasPrefix("【周报】第28周"))
        #expect(job.inline.map(\.mediaType) == ["image/png", "image/png"], "no place had a case: no chart of places")
        #expect(job.attachments.map(\.filename) == ["周报-2024-W28.pdf", "周报-2024-W28.xlsx"])
        let queue = JobQueue(observer)
        let html = try #require(try await queue.attachment(job.html.id))
        for image in job.inline {
            let contentID = try #require(image.contentID)
            #expect(String(decoding: html.bytes, as: UTF8.self).contains("src=\"cid:\(contentID)\""))
            #expect(try await queue.attachment(image.id)?.bytes.starts(with: [0x89, 0x50]) == true)
        }
        #expect(try fixture.settings.sealing.open(try #require(job.recipient.email)) == "director@example.org")
    }

    @Test("what became of a delivery is noted, whichever event comes first and however often")
    func outcomes() async throws {
        let fixture = try ReportingFixture()
        _ = try await Self.send(["director@example.org"], fixture)
        let week = try ISOWeek("2024-W28")
        let delivery = try #require(try await WeeklyDeliveryStore.all(of: week, fixture.client).first)
        #expect(delivery.deliveredAt == nil)
        let at = Date(timeIntervalSince1970: 1_721_002_000)
        let change = NoticeFactChange(
            NotificationDelivered(
                notificationID: .next(),
                deduplicationKey: WeeklyDeliveryStore.deduplicationKey(delivery.deliveryID, week), template: "document",
                channel: .email, maskedRecipient: "d***@example.org", at: at))
        try await fixture.client.withTransaction { transaction in
            try await WeeklyDeliveryStore.record([change, change], in: transaction)
        }
        #expect(try await WeeklyDeliveryStore.all(of: week, fixture.client).first?.deliveredAt == at)
    }
}
