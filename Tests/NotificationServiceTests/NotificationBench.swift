import Configuration
import Foundation
import JobQueue
import Logging
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import NotificationService

/// Notification's work on the test's database and a real mail server, with a subscriber who hears what became of notices.
struct NotificationBench: Sendable {
    /// What an event said.
    struct Outcome: Sendable, Equatable {
        let key: String
        let channel: NotificationChannel
        let recipient: String
        /// Nil when it was delivered.
        let reason: String?
    }

    let catcher: MailCatcher
    let client: PostgresClient
    let environment: [String: String]
    let settings: ServiceSettings
    private let config: ConfigReader
    private let outcomes: AsyncStream<Outcome>

    static let key = Data(repeating: 7, count: 32).base64EncodedString()

    /// Runs `body` while `workers` workers handle jobs.
    static func run(
        _ catcher: MailCatcher, workers: Int = 1, _ extra: [String: String] = [:],
        _ body: @escaping @Sendable (NotificationBench) async throws -> Void
    ) async throws {
        let (outcomes, heard) = AsyncStream.makeStream(of: Outcome.self)
        let bench = try NotificationBench(catcher, extra, outcomes)
        try await withThrowingTaskGroup { group in
            for _ in 0..<workers { group.addTask { try await bench.work() } }
            group.addTask { try await bench.listen(heard) }
            do {
                try await body(bench)
            } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
        }
    }

    private init(_ catcher: MailCatcher, _ extra: [String: String], _ outcomes: AsyncStream<Outcome>) throws {
        self.catcher = catcher
        self.outcomes = outcomes
        environment = Self.environment(catcher).merging(extra) { _, own in own }
        client = try TestDatabase.current.client(role: "bangban_notification")
        config = ConfigReader(environment: environment)
        settings = try ServiceSettings(config, name: "notification", port: 8082)
    }

    /// What the service is started with: impatient, so that tests are quick.
    static func environment(_ catcher: MailCatcher) -> [String: String] {
        [
            "DATABASE_URL": TestDatabase.current.url(role: "bangban_notification"), "CONTACT_KEY": key,
            "SMTP_URL": catcher.url, "SMTP_TLS": "none", "MAIL_FROM": "政务服务中心 <hall@example.org>",
            "DELIVERY_RETRY_BASE": "20ms", "DELIVERY_RETRY_LIMIT": "100ms", "LOG_LEVEL": "error",
        ]
    }

    /// A contact, sealed as the other services seal it.
    func contact(
        email: String? = "resident@example.org", phone: String? = nil, name: String? = "张三",
        language: Language = .chinese
    ) throws -> SealedContact {
        SealedContact(
            maskedName: "张*", name: try name.map { try settings.sealing.seal($0) },
            email: try email.map { try settings.sealing.seal($0) },
            phone: try phone.map { try settings.sealing.seal($0) }, language: language)
    }

    /// A receipt with every value it needs.
    func receipt(_ key: String, to contact: SealedContact, caseID: CaseID? = nil) -> SendNotification {
        SendNotification(
            deduplicationKey: key, template: "case-receipt", recipient: contact,
            values: [
                "case_number": "150105-26-000001", "item": "社保缴费凭证打印 & 查询", "tracking_code": "AB3CD4EF5",
                "tracking_url": "https://hall.example/track?number=1", "received_at": "2026-09-21 08:30",
                "receipt_url": "https://hall.example/receipt.pdf", "promised_due": "2026-09-28 17:30",
            ], caseID: caseID)
    }

    func enqueue(_ messages: any Message...) async throws {
        let queue = JobQueue(client)
        try await client.withTransaction { transaction in
            for message in messages { try await queue.enqueue(message, in: transaction) }
        }
    }

    /// The next outcome that an event tells, within 30 s.
    func outcome() async throws -> Outcome {
        try await outcomes(1)[0]
    }

    /// The next outcomes.
    func outcomes(_ count: Int) async throws -> [Outcome] {
        try await withThrowingTaskGroup(of: [Outcome].self) { group in
            group.addTask { [outcomes] in
                var found: [Outcome] = []
                for await outcome in outcomes {
                    found.append(outcome)
                    if found.count == count { break }
                }
                return found
            }
            group.addTask {
                try await Task.sleep(for: .seconds(30))
                throw PermanentFailure("no outcome within 30 s")
            }
            defer { group.cancelAll() }
            return try #require(try await group.next())
        }
    }

    /// Every notification, newest first, with its attempts.
    func deliveries() async throws -> [DeliveryView] {
        try await DeliveryStore(client: client).page(DeliveryFilter()).deliveries
    }

    // MARK: - Private

    private func work() async throws {
        let work = try NotificationWork(
            client, listener: nil, settings: settings, NotificationSettings(config), logger: Logger(label: "test"))
        try await work.run()
    }

    private func listen(_ heard: AsyncStream<Outcome>.Continuation) async throws {
        let worker = QueueWorker(
            client,
            subscriptions: [
                SubscriptionHandlers(
                    Subscription(.notificationEvents, "test"),
                    [.handler(DeliveredListener(heard: heard)), .handler(FailedListener(heard: heard))])
            ], configuration: WorkerConfiguration(concurrency: 1, pollInterval: .milliseconds(20)),
            logger: Logger(label: "test"))
        try await worker.run()
    }
}

private struct DeliveredListener: MessageHandler {
    let heard: AsyncStream<NotificationBench.Outcome>.Continuation

    func handle(_ event: NotificationDelivered, _ context: MessageContext) async throws {
        heard.yield(
            .init(
                key: event.deduplicationKey, channel: event.channel, recipient: event.maskedRecipient, reason: nil))
    }
}

private struct FailedListener: MessageHandler {
    let heard: AsyncStream<NotificationBench.Outcome>.Continuation

    func handle(_ event: NotificationFailed, _ context: MessageContext) async throws {
        heard.yield(
            .init(
                key: event.deduplicationKey, channel: event.channel, recipient: event.maskedRecipient,
                reason: event.reason))
    }
}
