import HTTPTypes
import Hummingbird
import Models
import ServiceKit

/// The staff's desk (工单台账): sign-in, the list, the case and its actions.
struct DeskPages: Sendable {
    let intake: Intake
    let frame: PageFrame
    let cookie: SessionCookie

    init(intake: Intake, frame: PageFrame) {
        self.intake = intake
        self.frame = frame
        cookie = SessionCookie(
            StaffDirectory.cookieName, publicURL: frame.publicURL, lifetime: intake.configuration.sessionLifetime)
    }

    func addRoutes(to router: Router<BangbanContext>) {
        let desk = router.group("desk")
        desk.get(use: list)
        desk.get("sign-in", use: askToSignIn)
        desk.post("sign-in", use: signIn)
        desk.post("sign-out", use: signOut)
        desk.get("cases/{number}", use: open)
        desk.post("cases/{number}/reveal", use: reveal)
        desk.post("cases/{number}/{action}", use: act)
    }

    /// Runs `body` for somebody who is signed in; anybody else is sent to the sign-in page, and back afterwards.
    func signedIn(
        _ request: Request, _ body: (DeskVisit) async throws -> Response
    ) async throws -> Response {
        do {
            let session = try await intake.staff.session(cookie.token(in: request)?.text)
            return try await body(DeskVisit(session: session, words: frame.words(PageLanguage.of(request))))
        } catch let problem as Problem where problem.status == .unauthorized {
            let back = request.method == .get ? request.uri.string : "/desk"
            let expired = problem.type == "session-expired" ? "1" : nil
            return frame.redirect(
                to: PageQuery.address(
                    "/desk/sign-in", [("return", back == "/desk" ? nil : back), ("expired", expired)]))
        }
    }

    /// Reads a form of somebody who is signed in; one without the session's token is refused.
    func form(_ request: Request, _ visit: DeskVisit) async throws -> FormBody {
        try SameOrigin.require(request)
        let form = try await FormBody(request)
        guard form["csrf"] == visit.session.csrfToken else {
            throw Problem(
                .forbidden, "form-expired", title: "The form has expired",
                detail: "Load the page again and send the form once more.")
        }
        return form
    }

    func show(
        _ template: String, _ view: Any, _ visit: DeskVisit, _ request: Request, address: String,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let staff = visit.session.staff
        let who = StaffView(
            name: staff.displayName, role: visit.words("desk.role.\(staff.role.rawValue)"))
        return try frame.page(
            template, PageView(view, ["staff": who, "csrf": visit.session.csrfToken] as [String: Any]),
            request: request, address: address, status: status)
    }
}

/// Somebody at the desk.
struct DeskVisit: Sendable {
    let session: StaffSession
    let words: PageWords

    var staff: Staff { session.staff }
}

private struct StaffView {
    let name: String
    let role: String
}
