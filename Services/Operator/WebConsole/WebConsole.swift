import Foundation
import Hummingbird
import Logging
import Models
import Postgres
import ServiceKit

/// The pages of `bangban console`.
struct WebConsole: Sendable {
    /// How long the database may work on one figure or list: what takes longer is told to be narrowed.
    static let statementLimit = Duration.seconds(5)
    /// How far figures are counted; beyond it they end with a plus.
    static let bound = 10_000

    let desk: QueueDesk
    let accounts: ConsoleAccounts
    let sessions = ConsoleSessions()
    /// Five wrong passwords for a name at once, then one a minute.
    let tries = RateLimiter(rate: 1.0 / 60, burst: 5)
    let frame: PageFrame
    let cookie: SessionCookie
    /// What the sign-in form's token is made from, before there is a session.
    let guestCookie: SessionCookie
    /// Tells who did what.
    let logger: Logger

    /// Builds the pages; throws `PageError` when a template or a text is wrong.
    init(
        _ desk: QueueDesk, _ accounts: ConsoleAccounts, _ http: HTTPSettings, _ timeZone: TimeZone, _ logger: Logger
    ) throws {
        let frame = PageFrame(
            publicURL: http.publicURL, timeZone: timeZone, assets: .console, renderer: try ConsoleTemplates.renderer())
        self.desk = desk
        self.accounts = accounts
        self.frame = frame
        self.logger = logger
        cookie = SessionCookie(
            "console", publicURL: http.publicURL, sameSite: .strict, lifetime: ConsoleSessions.lifetime)
        guestCookie = SessionCookie(
            "console-guest", publicURL: http.publicURL, sameSite: .strict, lifetime: .seconds(3600))
    }

    /// Every page, behind what all our servers have in common.
    func router(_ http: HTTPSettings) -> Router<BangbanContext> {
        let readiness = Readiness([.init("database") { _ = try await desk.client.query("SELECT 1") }])
        let routes = RouteTable()
        let problems = ConsoleProblems(frame: frame)
        let router = serviceRouter(
            http, service: "bangban-console", readiness: readiness, routes: routes,
            problemPage: { problem, request, context in problems.response(problem, request, context) })
        addRoutes(to: router)
        routes.fill(from: router)
        return router
    }

    private func addRoutes(to router: Router<BangbanContext>) {
        PageAssets.console.addRoutes(to: router)
        router.get("sign-in", use: askToSignIn)
        router.post("sign-in", use: signIn)
        router.post("sign-out", use: signOut)
        router.get("/", use: overview)
        router.get("queues/{queue}/{subscriber}", use: jobs)
        router.post("queues/{queue}/{subscriber}/hold", use: hold)
        router.get("jobs", use: find)
        router.get("jobs/{id}", use: job)
        router.post("jobs/{id}", use: settle)
        router.post("jobs/{id}/reveal", use: reveal)
        router.get("dead", use: dead)
        router.get("dead/group", use: deadGroup)
        router.post("dead", use: settleDead)
        router.get("workers", use: workers)
        router.get("schedules", use: schedules)
        router.get("health", use: health)
    }
}
