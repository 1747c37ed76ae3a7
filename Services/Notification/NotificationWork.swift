import Foundation
import JobQueue
import Logging
import Models
import Outbound
import Postgres
import ServiceKit
import ServiceLifecycle

/// The work of the service: brings the templates into the database, then handles jobs.
struct NotificationWork: Service, CustomStringConvertible {
    let description = "NotificationWork"
    private let templates: TemplateStore
    private let worker: QueueWorker
    private let logger: Logger

    init(
        _ client: PostgresClient, listener: PostgresListener?, settings: ServiceSettings, _ own: NotificationSettings,
        logger: Logger
    ) {
        let templates = TemplateStore(client: client)
        let store = NotificationStore(client: client)
        let queue = JobQueue(client)
        let addresses = AddressBook(sealing: settings.sealing, hashing: settings.searchHash)
        let deliver = DeliverNotificationHandler(
            store: store, suppressions: SuppressionStore(client: client),
            writer: LetterWriter(templates: templates, queue: queue, sealing: settings.sealing),
            channels: Self.channels(own, settings, logger), events: OutcomeEvents(queue: queue), policy: own.policy)
        self.templates = templates
        self.logger = logger
        worker = QueueWorker(
            client, listener: listener,
            subscriptions: [
                SubscriptionHandlers(
                    Subscription(.notification, "notification"), concurrency: own.concurrency,
                    [
                        .handler(
                            SendNotificationHandler(
                                store: store, templates: templates, addresses: addresses, queue: queue)),
                        .handler(SendDocumentHandler(store: store, addresses: addresses, queue: queue)),
                        .handler(deliver),
                    ])
            ],
            configuration: WorkerConfiguration(settings), logger: logger)
    }

    func run() async throws {
        let added = try await templates.seed(TemplateCatalogue.drafts())
        logger.info("templates are in place", metadata: ["added": "\(added)"])
        try await worker.run()
    }

    // MARK: - Private

    private static func channels(
        _ own: NotificationSettings, _ settings: ServiceSettings, _ logger: Logger
    ) -> [NotificationChannel: any DeliveryChannel] {
        let email = EmailChannel(client: SMTPClient(own.smtp), from: own.from, timeZone: settings.timeZone)
        guard let url = own.gatewayURL else {
            return [.email: email, .sms: SMSLogChannel(signature: own.signature, logger: logger)]
        }
        let sms = SMSGatewayChannel(
            client: HTTPClient(timeout: .seconds(20)), url: url.absoluteString, token: own.gatewayToken,
            signature: own.signature)
        return [.email: email, .sms: sms]
    }
}
