import Hummingbird
import ServiceKit

/// Every URL of Intake's API. The pages (`/kiosk`, `/track`, `/desk`, receipts) are added by `IntakePages`.
struct IntakeRoutes: Sendable {
    let intake: Intake
    /// The SHA-256 of the operator's token.
    let operatorToken: TokenHash?

    func add(to router: Router<BangbanContext>) {
        let cases = CaseController(intake: intake)
        let catalogue = CatalogueController(intake: intake)
        let kiosks = KioskController(intake: intake)
        router.group("v1")
            .post("kiosks/enrolment", use: kiosks.enrol)
            .get("items", use: catalogue.items)
            .get("regions", use: catalogue.regions)
            .post("cases", use: cases.submit)
            .get("cases/{number}", use: cases.track)

        let desk = DeskController(intake: intake)
        let operations = OperatorController(intake: intake)
        router.group("v1/operator")
            .add(middleware: OperatorMiddleware(operatorToken))
            .post("kiosks", use: kiosks.register)
            .get("kiosks", use: kiosks.list)
            .post("kiosks/{id}/revocation", use: kiosks.revoke)
            .post("users", use: operations.addUser)
            .put("service-items", use: catalogue.putItems)
            .put("regions", use: catalogue.putRegions)
            .put("calendar", use: catalogue.putCalendar)
            .post("imports/hotline", use: operations.importHotline)
            .get("ledger/verification", use: operations.verifyLedger)
            .get("ledger/anchor", use: operations.latestAnchor)
            .get("deadline", use: operations.deadline)
            .get("cases", use: desk.list)
            .get("cases/{id}", use: desk.open)
            .post("cases/{id}/actions", use: desk.act)
    }
}
