import JobQueue
import Models

/// What Intake listens to: its own jobs, and what TalentPool and Notification say about its cases.
enum IntakeSubscriptions {
    static func all(_ intake: Intake) -> [SubscriptionHandlers] {
        let work = intake.work
        return [
            SubscriptionHandlers(
                Subscription(.intake, "intake"),
                [
                    .handler(CheckDeadlineHandler(work: work)),
                    .handler(RecomputeDeadlinesHandler(work: work, configuration: intake.configuration)),
                    .handler(intake.anchoring),
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
