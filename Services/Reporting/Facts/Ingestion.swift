import JobQueue
import Models

/// What Reporting listens to, on one screen. Batches are written in one transaction: set-based, idempotent (see
/// `CaseFactChange`), in any order.
enum Ingestion {
    static let subscriber = "reporting"

    static func subscriptions() -> [SubscriptionHandlers] { [intake, talentPool, notification] }

    /// The events of a case's course are taken in together, so that what several of them say about a case is written once.
    /// Batch by batch: there is no hurry, and the processors of an import's machine are better spent on the import.
    private static var intake: SubscriptionHandlers {
        SubscriptionHandlers(
            Subscription(.intakeEvents, subscriber), concurrency: 1,
            [
                .batch(
                    of: [
                        .changes(of: CaseSubmitted.self), .changes(of: CaseAccepted.self),
                        .changes(of: CaseDispatched.self), .changes(of: CaseSigned.self),
                        .changes(of: DeadlineWarned.self), .changes(of: DeadlineBreached.self),
                        .changes(of: DeadlineChanged.self),
                        .changes(of: CaseReplied.self), .changes(of: CaseReworked.self), .changes(of: CaseClosed.self),
                    ], limit: 2_000, CaseFactStore.merge),
                .batch(of: [.kind(CaseFollowedUp.self) { (event: $0.payload, change: CaseFactChange($0)) }]) {
                    try await FollowUpStore.insert($0.map(\.event), in: $1)
                    try await CaseFactStore.merge($0.map(\.change), in: $1)
                },
                .batch(of: [.kind(CalendarPublished.self) { $0.payload }], CalendarStore.merge),
                .batch(of: [.kind(LedgerAnchored.self) { $0.payload }], LedgerAnchorStore.insert),
            ])
    }

    private static var talentPool: SubscriptionHandlers {
        SubscriptionHandlers(
            Subscription(.talentPoolEvents, subscriber),
            [
                .batch(
                    of: [
                        .kind(HelperAssigned.self) { HelperFactChange($0.payload) },
                        .kind(HelperUnavailable.self) { HelperFactChange($0.payload) },
                        .kind(HelperReleased.self) { HelperFactChange($0.payload) },
                    ], HelperFactStore.merge)
            ])
    }

    private static var notification: SubscriptionHandlers {
        SubscriptionHandlers(
            Subscription(.notificationEvents, subscriber),
            [
                .batch(
                    of: [
                        .kind(NotificationDelivered.self) { NoticeFactChange($0.payload) },
                        .kind(NotificationFailed.self) { NoticeFactChange($0.payload) },
                    ]
                ) { changes, transaction in
                    try await NoticeFactStore.merge(changes, in: transaction)
                    try await WeeklyDeliveryStore.record(changes, in: transaction)
                }
            ])
    }
}
