import Hummingbird
import ServiceKit

/// Every address of Reporting.
enum ReportingRoutes {
    static func add(to router: Router<BangbanContext>, _ reporting: Reporting) {
        let weekly = reporting.weekly
        let subscribers = reporting.subscribers
        let operators = router.group("v1/operator").add(middleware: OperatorMiddleware(reporting.operatorTokenHash))
        operators.get("reports/weekly/{week}", use: weekly.figures)
        operators.get("reports/weekly/{week}/deliveries", use: weekly.deliveries)
        operators.post("reports/weekly/{week}/deliveries", use: weekly.deliver)
        operators.get("reports/weekly/{week}/documents/{part}", use: weekly.document)
        operators.post("reports/weekly/{week}/links", use: weekly.makeLink)
        operators.post("subscribers", use: subscribers.add)
        operators.get("subscribers", use: subscribers.list)
        operators.delete("subscribers", use: subscribers.removeAddress)
        operators.delete("subscribers/{id}", use: subscribers.remove)
        router.get("reports/weekly/{week}", use: reporting.page.page)
    }
}
