import Hummingbird
import JobQueue
import Models
import Postgres
import ServiceKit
import ServiceLifecycle

/// The parts of the service, wired once.
struct TalentPool: Sendable {
    let postgres: PostgresClient
    let queue: JobQueue
    let helpers: HelperStore
    let assignments = AssignmentStore()

    init(_ postgres: PostgresClient, sealing: Sealing) {
        self.postgres = postgres
        queue = JobQueue(postgres)
        helpers = HelperStore(sealing: sealing)
    }

    /// Every URL of the service, besides those that all services have.
    func addRoutes(to router: Router<BangbanContext>, operatorTokenHash: TokenHash?) {
        let operators = router.group("v1/operator").add(middleware: OperatorMiddleware(operatorTokenHash))
        let helperController = HelperController(postgres: postgres, helpers: helpers)
        operators.get("helpers", use: helperController.list)
        operators.put("helpers", use: helperController.replace)
        operators.get("assignments", use: AssignmentController(postgres: postgres, assignments: assignments).list)
    }

    /// What the service subscribes to.
    var subscriptions: [SubscriptionHandlers] {
        [
            SubscriptionHandlers(
                Subscription(.talentPool, "talent-pool"),
                [
                    .handler(MatchHelperHandler(queue: queue, helpers: helpers, assignments: assignments)),
                    .handler(ReleaseHelperHandler(queue: queue, assignments: assignments)),
                ])
        ]
    }
}
