import Hummingbird
import Models
import Postgres
import ServiceKit

/// Every URL of Notification, besides those of every service.
struct NotificationRoutes {
    let client: PostgresClient
    let operatorToken: TokenHash?

    func add(to router: Router<BangbanContext>) {
        let deliveries = DeliveryController(store: DeliveryStore(client: client))
        let templates = TemplateController(store: TemplateStore(client: client))
        router.group("v1/operator")
            .add(middleware: OperatorMiddleware(operatorToken))
            .get("deliveries", use: deliveries.list)
            .get("templates", use: templates.list)
    }
}
