import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import Testing

@testable import NotificationService

@Suite("Failed deliveries", .database(JobQueue.migrator, .notification), .timeLimit(.minutes(5)))
struct DeliveryFailureTests {
    @Test("450 is tried again until it is taken, under one Message-ID, and each attempt is recorded")
    func temporary() async throws {
        let catcher = try await MailCatcher.start(rules: ["busy@example.org=450:2"])
        try await NotificationBench.run(catcher) { bench in
            try await bench.enqueue(bench.receipt("busy", to: try bench.contact(email: "busy@example.org")))
            #expect(try await bench.outcome().reason == nil)
            let delivery = try #require(try await bench.deliveries().first)
            #expect(delivery.status == .delivered)
            #expect(delivery.attempts.map(\.outcome) == [.temporary, .temporary, .delivered])
            #expect(delivery.attempts.map(\.code) == [450, 450, 250])
            #expect(delivery.attempts.first?.enhancedCode == "4.2.1")
            #expect(Set(delivery.attempts.map(\.messageID)).count == 1)
        }
    }

    @Test("what nobody knows is sent again under the same Message-ID")
    func unknown() async throws {
        let catcher = try await MailCatcher.start(rules: ["lost@example.org=drop:1"])
        try await NotificationBench.run(catcher) { bench in
            try await bench.enqueue(bench.receipt("lost", to: try bench.contact(email: "lost@example.org")))
            #expect(try await bench.outcome().reason == nil)
            let mails = try await bench.catcher.mails(2)
            #expect(Set(mails.map(\.messageID)).count == 1)
            #expect(mails[0].raw == mails[1].raw)
            #expect(try await bench.deliveries().first?.attempts.map(\.outcome) == [.unknown, .delivered])
        }
    }

    @Test("550 is permanent at once, and the address is not written to again")
    func permanent() async throws {
        let catcher = try await MailCatcher.start(rules: ["gone@example.org=550"])
        try await NotificationBench.run(catcher) { bench in
            try await bench.enqueue(bench.receipt("gone", to: try bench.contact(email: "gone@example.org")))
            #expect(try await bench.outcome().reason == "550 5.1.1 No such user here")
            try await bench.enqueue(bench.receipt("again", to: try bench.contact(email: "Gone@example.org")))
            #expect(try await bench.outcome().reason == "suppressed: 550 5.1.1 No such user here")
            let deliveries = try await bench.deliveries()
            #expect(deliveries.map(\.status) == [.suppressed, .permanentFailure])
            #expect(deliveries.map(\.attempts.count) == [0, 1])
        }
    }

    @Test("a full mailbox is given up after the last attempt, and lies in the dead store")
    func exhausted() async throws {
        let catcher = try await MailCatcher.start(rules: ["full@example.org=452"])
        try await NotificationBench.run(catcher, ["DELIVERY_ATTEMPTS": "3"]) { bench in
            try await bench.enqueue(bench.receipt("full", to: try bench.contact(email: "full@example.org")))
            #expect(try await bench.outcome().reason == "452 4.2.2 Mailbox full")
            let delivery = try #require(try await bench.deliveries().first)
            #expect(delivery.status == .temporaryFailure)
            #expect(delivery.attempts.count == 3)
            try await bench.expectDead("notification.deliver", "temporary_failure: 452 4.2.2 Mailbox full")
        }
    }

    @Test("a server that is down delays a mail, and takes it when it is back")
    func down() async throws {
        let gone = try await MailCatcher.start()
        let (port, directory) = (gone.port, gone.directory)
        gone.kill()
        try await NotificationBench.run(gone) { bench in
            try await bench.enqueue(bench.receipt("late", to: try bench.contact()))
            try await bench.attempted("connection")
            let back = try await MailCatcher.start(port: port, directory: directory)
            #expect(try await bench.outcome().reason == nil)
            #expect(try await back.mails().count == 1)
            let outcomes = try await bench.deliveries().first?.attempts.map(\.outcome) ?? []
            #expect(outcomes.last == .delivered)
            #expect(outcomes.dropLast().allSatisfy { $0 == .connection } && outcomes.count > 1)
        }
    }

    @Test("a missing value is named, nothing is sent on any channel, and the job lies in the dead store")
    func missingValue() async throws {
        try await NotificationBench.run(try await MailCatcher.start()) { bench in
            var job = bench.receipt("gap", to: try bench.contact(phone: "13800000000"))
            job.values["tracking_code"] = nil
            job.values["unheard_of"] = "ignored"
            try await bench.enqueue(job)
            let reason = "template case-receipt: the value 'tracking_code' is missing"
            #expect(try await bench.outcome().reason == reason)
            try await bench.expectDead("notification.send", reason)
            let deliveries = try await bench.deliveries()
            #expect(deliveries.map(\.status) == [.technicalFailure])
            #expect(deliveries.map(\.attempts.count) == [0])
            #expect(try bench.catcher.caught().isEmpty)
        }
    }

    @Test(
        "an unknown template is a technical failure, a contact without address is skipped, an address that is none is refused"
    )
    func unsendable() async throws {
        try await NotificationBench.run(try await MailCatcher.start()) { bench in
            var job = bench.receipt("unknown", to: try bench.contact())
            job.template = "no-such"
            try await bench.enqueue(job)
            #expect(try await bench.outcome().reason == "template no-such does not exist")
            try await bench.enqueue(bench.receipt("nobody", to: try bench.contact(email: nil)))
            try await bench.enqueue(
                bench.receipt("evil", to: try bench.contact(email: "a@example.org\r\nBcc: b@c.org")))
            #expect(try await bench.outcome().reason == "To: headerInjection")
            let statuses = try await bench.deliveries().map { ($0.reference, $0.status, $0.reason) }
            #expect(statuses.contains { $0.0 == "nobody" && $0.1 == .skipped && $0.2 == "contact_missing" })
            #expect(statuses.contains { $0.0 == "evil" && $0.1 == .permanentFailure })
            #expect(try bench.catcher.caught().isEmpty)
        }
    }
}

extension NotificationBench {
    /// Waits until the dead store has a job of the kind for this reason.
    func expectDead(_ kind: String, _ reason: String) async throws {
        try await eventually {
            let rows = try await client.query("SELECT reason FROM queue.dead WHERE kind = \(kind)")
            return try rows.map { try $0.decode("reason", as: String.self) } == [reason]
        }
    }

    /// Waits until an attempt came to an outcome.
    func attempted(_ outcome: String) async throws {
        try await eventually {
            try await client.query(
                "SELECT count(*) FROM notification.delivery_attempt WHERE outcome = \(outcome)")[0].decode(Int.self) > 0
        }
    }

    /// Polls, within 30 s: for states that nothing tells of.
    private func eventually(_ condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while try await !condition() {
            try #require(ContinuousClock.now < end, "the condition did not come true within 30 s")
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
