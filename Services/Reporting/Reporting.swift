import Foundation
import JobQueue
import Logging
import Models
import Postgres
import ServiceKit
import ServiceLifecycle

/// The parts of the service, put together once.
struct Reporting: Sendable {
    let client: PostgresClient
    let summaries: WeeklySummaries
    let mailing: WeeklyMailing
    let operatorTokenHash: TokenHash?
    let weekly: WeeklyReportController
    let page: WeeklyPageController
    let subscribers: SubscriberController
    let sending: SendWeeklySummaryHandler
    private let timeZone: TimeZone

    init(_ client: PostgresClient, _ settings: ServiceSettings) throws {
        let queue = JobQueue(client)
        let documents = try WeeklyDocumentSet.standard()
        let (sealing, searchHash) = (settings.sealing, settings.searchHash)
        let mailing = WeeklyMailing(queue: queue, documents: documents)
        let link = ReportLink(searchHash: searchHash, publicURL: settings.publicURL)
        self.client = client
        self.mailing = mailing
        timeZone = settings.timeZone
        operatorTokenHash = settings.operatorTokenHash
        summaries = WeeklySummaries(
            client: client, queue: queue, documents: documents, regions: .standard, timeZone: settings.timeZone)
        weekly = WeeklyReportController(
            summaries: summaries, mailing: mailing, link: link, sealing: sealing, searchHash: searchHash)
        page = WeeklyPageController(summaries: summaries, link: link, operatorTokenHash: settings.operatorTokenHash)
        subscribers = SubscriberController(client: client, sealing: sealing, searchHash: searchHash)
        sending = SendWeeklySummaryHandler(
            summaries: summaries, mailing: mailing, sealing: sealing, searchHash: searchHash)
    }

    /// What the service's worker handles: everybody's events, and its own jobs.
    var subscriptions: [SubscriptionHandlers] {
        Ingestion.subscriptions() + [
            SubscriptionHandlers(Subscription(.reporting, Ingestion.subscriber), [.handler(sending)])
        ]
    }

    /// The Monday summary: 08:00 in the service's zone; a missed one is made up for once.
    var monday: CronSchedule<SendWeeklySummary> {
        CronSchedule(
            mailing.queue,
            CronEntry(
                "weekly-summary", "0 8 * * 1", timeZone: timeZone.identifier, missed: .once,
                message: SendWeeklySummary()))
    }

    /// Raises the alarm when the Monday summary has not arrived.
    func watch(_ logger: Logger) -> MondayWatch { MondayWatch(client: client, timeZone: timeZone, logger: logger) }
}
