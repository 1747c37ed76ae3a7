import Foundation
import JobQueue
import Models
import TestKit
import Testing

@testable import NotificationService

@Suite("Crashes", .database(JobQueue.migrator, .notification))
struct CrashTests {
    @Test(
        "a process killed while the server holds the mail leaves one delivery, under one Message-ID",
        .timeLimit(.minutes(5)))
    func killed() async throws {
        let catcher = try await MailCatcher.start(rules: ["resident@example.org=hang:1"])
        let process = try ServiceProcess("notification", environment: NotificationBench.environment(catcher))
        try await process.startReady()
        try await NotificationBench.run(catcher, workers: 0) { bench in
            try await bench.enqueue(bench.receipt("crash", to: try bench.contact()))
            try await catcher.ruleActed("resident@example.org", "hang")
            try await process.kill()
            try await process.restart()
            #expect(try await bench.outcome().reason == nil)
            let mails = try await catcher.mails(2)
            #expect(Set(mails.map(\.messageID)).count == 1)
            let deliveries = try await bench.deliveries()
            #expect(deliveries.map(\.status) == [.delivered])
            #expect(deliveries.first?.attempts.map(\.outcome) == [.unknown, .delivered])
        }
        #expect(try await process.terminate() == 0)
    }

    @Test(
        "wrong settings end the process with 78 and one line that names them",
        arguments: [
            ("SMTP_URL", "http://mail"), ("MAIL_FROM", "nobody"), ("DELIVERY_ATTEMPTS", "many"),
            ("SMTP_TLS", "perhaps"),
        ])
    func settings(name: String, value: String) async throws {
        let catcher = try await MailCatcher.start()
        let environment = NotificationBench.environment(catcher).merging([name: value]) { _, wrong in wrong }
        let (status, _, errors) = try await ServiceProcess.run("notification", [], environment: environment)
        #expect(status == 78)
        #expect(errors.contains(name))
        #expect(errors.split(separator: "\n").count == 1)
    }
}
