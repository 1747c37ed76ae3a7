import Foundation
import Models
import Outbound
import Postgres
import TestKit
import Testing

/// Around Monday 08:00 to 09:00 the row falls due by itself, while the alarm still asks for the week before.
private func isSendingTime() -> Bool {
    let local = LocalDateTime(Date(), in: .shanghai)
    return local.date.weekday == 1 && (7...9).contains(local.time.seconds / 3600)
}

@Suite(
    "Monday 08:00, with two Reporting processes", .database(), .timeLimit(.minutes(5)),
    .disabled(if: isSendingTime(), "the real Monday summary is going out: its time is not in the past yet"))
struct MondayTests {
    private static let subscribers = ["director@example.org", "deputy@example.org", "office@example.org"]

    @Test("the cron row sends the summary to each subscriber exactly once; before that the alarm is up, afterwards not")
    func monday() async throws {
        let house = try House(mail: try await MailCatcher.start())
        try await house.open()
        for address in Self.subscribers { try await subscribe(address, house) }
        let second = try house.anotherReporting()
        try await second.startReady(within: .seconds(60))

        // The row is there since the start and waits for next Monday; the last one has been missed by these subscribers.
        try await house.eventually("the second process raises the alarm") {
            second.logs.contains("weekly summary not delivered by Monday 09:00")
        }
        #expect(try await metric("reporting_weekly_summaries_missing", second) == "3")
        try await makeDue(house)
        let mails = try await house.mail.mails(Self.subscribers.count, within: .seconds(60))
        #expect(mails.flatMap(\.envelopeRecipients).sorted() == Self.subscribers.sorted())

        // The same time comes round again, as for a process that was late: it has been sent.
        try await makeDue(house)
        try await house.eventually("the row is moved on") {
            try await house.count("queue.cron WHERE name = 'weekly-summary' AND next_at > now()") == 1
        }
        try await house.eventually("every delivery is on record") {
            try await house.count("reporting.weekly_delivery WHERE delivered_at IS NOT NULL") == Self.subscribers.count
        }
        #expect(try await house.count("queue.cron_run WHERE name = 'weekly-summary'") == 1)
        #expect(try await house.count("queue.log WHERE kind = 'reporting.send_weekly_summary'") == 1)
        #expect(try await house.count("queue.log WHERE kind = 'notification.send_document'") == Self.subscribers.count)
        #expect(try await house.count("reporting.weekly_delivery") == Self.subscribers.count)
        #expect(try await house.count("notification.notification") == Self.subscribers.count)
        #expect(try house.mail.caught().count == Self.subscribers.count)
        #expect(second.logs.components(separatedBy: "weekly summary not delivered by Monday 09:00").count == 2)
        #expect(try await second.terminate() == 0)
        try await second.restart()
        try await house.eventually("the alarm is over") {
            try await metric("reporting_weekly_summaries_missing", second) == "0"
        }
    }

    // MARK: - Private

    /// Subscribes somebody, as long ago as if they had waited for last Monday's summary.
    private func subscribe(_ address: String, _ house: House) async throws {
        let answer = try await house.send(
            .post, house.reporting.url("/v1/operator/subscribers"), bearer: house.operatorToken,
            json: ["email": address, "language": "en"])
        #expect(answer.status == 201)
        try await house.database.client().execute(
            "UPDATE reporting.subscriber SET created_at = now() - interval '30 days'")
    }

    /// Puts the row's next time back to last Monday 08:00.
    private func makeDue(_ house: House) async throws {
        let moved = try await house.database.client().execute(
            """
            UPDATE queue.cron SET next_at =
                (date_trunc('week', (now() - interval '8 hours') AT TIME ZONE zone) + interval '8 hours') AT TIME ZONE zone
            WHERE name = 'weekly-summary' AND expression = '0 8 * * 1' AND zone = 'Asia/Shanghai'
            """)
        #expect(moved == 1)
    }

    private func metric(_ name: String, _ process: ServiceProcess) async throws -> String? {
        let text = try await House.text(process.url("/metrics"))
        return text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
            .map { String($0.dropFirst(name.count + 1)) }
    }
}
