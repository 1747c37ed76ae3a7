import JobQueue
import Models

/// What Intake listens to: its own jobs, and what TalentPool and Notification say about its cases.
enum IntakeSubscriptions {
    static func all(_ work: CaseWork) -> [SubscriptionHandlers] {
        [
            SubscriptionHandlers(
                Subscription(.intake, "intake"),
                [
                    .handler(CheckDeadlineHandler(work: work))
                ]),
            SubscriptionHandlers(
                Subscription(.talentPoolEvents, "intake"),
                [
                    .handler(HelperAssignedHandler(work: work)),
                    .handler(HelperUnavailableHandler(work: work)),
                    .handler(HelperReleasedHandler(work: work)),
                ]),
            SubscriptionHandlers(
                Subscription(.notificationEvents, "intake"),
                [
                    .handler(NotificationDeliveredHandler(work: work)),
                    .handler(NotificationFailedHandler(work: work)),
                ]),
        ]
    }
}
