import JobQueue
import Models

/// What Reporting listens to, on one screen.
enum Ingestion {
    static let subscriber = "reporting"

    static func subscriptions() -> [SubscriptionHandlers] { [intake, talentPool, notification] }

    private static var intake: SubscriptionHandlers {
        SubscriptionHandlers(
            Subscription(.intakeEvents, subscriber),
            [
                .batch(Ingest(CaseSubmitted.self)),
                .batch(Ingest(CaseAccepted.self)),
                .batch(Ingest(CaseDispatched.self)),
                .batch(Ingest(CaseSigned.self)),
                .batch(Ingest(DeadlineWarned.self)),
                .batch(Ingest(DeadlineBreached.self)),
                .batch(Ingest(CaseReplied.self)),
                .batch(
                    Ingest<CaseFollowedUp> { batch, transaction in
                        try await FollowUpStore.insert(batch.map(\.payload), in: transaction)
                        try await CaseFactStore.merge(Ingest<CaseFollowedUp>.changes(batch), in: transaction)
                    }),
                .batch(Ingest(CaseReworked.self)),
                .batch(Ingest(CaseClosed.self)),
                .batch(
                    Ingest<CalendarPublished> { batch, transaction in
                        try await CalendarStore.merge(batch.map(\.payload), in: transaction)
                    }),
            ])
    }

    private static var talentPool: SubscriptionHandlers {
        SubscriptionHandlers(
            Subscription(.talentPoolEvents, subscriber),
            [
                .batch(
                    Ingest<HelperAssigned> { batch, transaction in
                        try await HelperFactStore.merge(batch.map { .init($0.payload) }, in: transaction)
                    }),
                .batch(
                    Ingest<HelperUnavailable> { batch, transaction in
                        try await HelperFactStore.merge(batch.map { .init($0.payload) }, in: transaction)
                    }),
                .batch(
                    Ingest<HelperReleased> { batch, transaction in
                        try await HelperFactStore.merge(batch.map { .init($0.payload) }, in: transaction)
                    }),
            ])
    }

    private static var notification: SubscriptionHandlers {
        SubscriptionHandlers(
            Subscription(.notificationEvents, subscriber),
            [
                .batch(
                    Ingest<NotificationDelivered> { batch, transaction in
                        let changes = batch.map { NoticeFactChange($0.payload) }
                        try await NoticeFactStore.merge(changes, in: transaction)
                        try await WeeklyDeliveryStore.record(changes, in: transaction)
                    }),
                .batch(
                    Ingest<NotificationFailed> { batch, transaction in
                        let changes = batch.map { NoticeFactChange($0.payload) }
                        try await NoticeFactStore.merge(changes, in: transaction)
                        try await WeeklyDeliveryStore.record(changes, in: transaction)
                    }),
            ])
    }
}
