import HTTPTypes
import Hummingbird
import Models
import ServiceKit

/// The pages of the self-service terminal (自助终端). A device without a credential sees the enrolment form on each of them.
struct KioskPages: Sendable {
    let intake: Intake
    let frame: PageFrame
    let cookie: SessionCookie
    let check: KioskCheck

    init(intake: Intake, frame: PageFrame) {
        self.intake = intake
        self.frame = frame
        // Browsers keep a cookie 400 days at most; the start page gives it out anew each time.
        cookie = SessionCookie(
            KioskRegistry.cookieName, publicURL: frame.publicURL, sameSite: .strict,
            lifetime: .seconds(400 * 86_400))
        check = KioskCheck(catalogue: intake.catalogue, timeZone: frame.timeZone)
    }

    func addRoutes(to router: Router<BangbanContext>) {
        let kiosk = router.group("kiosk")
        kiosk.get(use: home)
        kiosk.post("enrolment", use: enrol)
        kiosk.get("items", use: items)
        kiosk.get("items/{code}", use: item)
        kiosk.get("request", use: begin)
        for step in KioskStep.allCases {
            kiosk.post(RouterPath(step.rawValue)) { request, _ in try await self.step(step, request) }
        }
        kiosk.post("submission", use: submit)
        kiosk.post("result", use: result)
        kiosk.get("finish", use: finish)
        kiosk.post("finish", use: finish)
    }

    /// Runs `body` for an enrolled device; any other is asked to enrol.
    func answer(
        _ request: Request, _ form: FormBody? = nil, _ body: (KioskVisit) async throws -> Response
    ) async throws -> Response {
        if request.method != .get { try SameOrigin.require(request) }
        let display = KioskDisplay(request, form)
        let kiosk: Kiosk
        do {
            kiosk = try await intake.kiosks.authenticate(cookie.token(in: request)?.text)
        } catch let problem as Problem where problem.status == .unauthorized {
            return try enrolment(display, status: request.uri.path == "/kiosk" ? .ok : .unauthorized)
        }
        return try await body(KioskVisit(kiosk: kiosk, display: display, words: frame.words(display.language)))
    }

    func show(
        _ template: String, _ view: Any, _ visit: KioskVisit, address: String, resting: Bool = false,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try frame.kiosk(
            template, view, visit.display, device: visit.kiosk.name, address: address, resting: resting, status: status)
    }

    /// Leaves nothing of the person behind: the choices' cookies and the browser's storage are cleared.
    @Sendable
    func finish(_ request: Request, _ context: BangbanContext) async throws -> Response {
        var response = frame.redirect(to: "/kiosk")
        for cookie in KioskDisplay.forgetting(isSecure: frame.isSecure) { response.setCookie(cookie) }
        if let name = HTTPField.Name("Clear-Site-Data") { response.headers[name] = "\"storage\"" }
        return response
    }
}
