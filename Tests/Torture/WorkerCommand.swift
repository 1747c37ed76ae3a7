import ArgumentParser
import Foundation
import JobQueue
import Logging
import Postgres
import ServiceLifecycle
import UnixSignals

/// One worker process, which the storm starts, kills and suspends.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Works until SIGTERM. DATABASE_URL says where.", shouldDisplay: false)

    @Option(help: "How long after its last heartbeat it is taken for dead, in milliseconds.")
    var lease: Int

    @Flag(help: "Listen for notifications besides polling.")
    var listens = false

    func run() async throws {
        var logger = Logger(label: "worker") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .notice
        var configuration = try PostgresConfiguration(url: ProcessInfo.processInfo.environment["DATABASE_URL"] ?? "")
        configuration.poolSize = 6
        configuration.statementTimeout = .seconds(10)
        let client = PostgresClient(configuration, logger: logger)
        let listener = listens ? PostgresListener(configuration, logger: logger) : nil
        let lease = Duration.milliseconds(lease)
        let worker = QueueWorker(
            client, listener: listener, subscriptions: subscriptions(client),
            configuration: WorkerConfiguration(
                concurrency: 6, batch: 60, pollInterval: listens ? nil : .milliseconds(100), lease: lease,
                heartbeat: lease / 4, grace: .seconds(10)),
            logger: logger)
        let services: [any Service] = [client] + (listener.map { [$0] } ?? []) + [worker]
        try await ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigterm], logger: logger)
        ).run()
    }

    private func subscriptions(_ client: PostgresClient) -> [SubscriptionHandlers] {
        [
            SubscriptionHandlers(
                Subscription(.torture, "torture"),
                [
                    .handler(SingleHandler<Errand>(doer: "errand") { $0.fate }),
                    .handler(SingleHandler<Letter>(doer: "letter") { $0.fate }),
                    .batch(ManyHandler<Crate>(doer: "crate")),
                    .handler(NoteHandler(client: client)),
                ]),
            SubscriptionHandlers(
                Subscription(.tortureEvents, "first"),
                [.handler(SingleHandler<Happening>(doer: "first") { $0.fate })]),
            SubscriptionHandlers(
                Subscription(.tortureEvents, "second"), [.batch(ManyHandler<Happening>(doer: "second"))]),
        ]
    }
}
