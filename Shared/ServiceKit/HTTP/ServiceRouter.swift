internal import Foundation
public import Hummingbird

/// A router with everything that each service does the same way: request ids, access log and metrics, security headers,
/// problem details, limits, and the routes `/healthz`, `/readyz` and `/metrics`. Services add their routes to it.
public func serviceRouter(
    _ settings: HTTPSettings, service: String, readiness: Readiness, routes: RouteTable = RouteTable(),
    metrics: PrometheusRegistry = .shared, problemPage: ProblemPage? = nil
) -> Router<BangbanContext> {
    let router = Router(context: BangbanContext.self, options: [.autoGenerateHeadEndpoints])
    router.add(middleware: RequestIdentityMiddleware(trustedProxies: settings.trustedProxies))
    router.add(middleware: AccessLogMiddleware())
    router.add(middleware: SecurityHeadersMiddleware(isSecure: settings.publicURL.scheme?.lowercased() == "https"))
    router.add(middleware: ProblemMiddleware(routes: routes, page: problemPage))
    if settings.rateLimit > 0 {
        let limiter = RateLimiter(rate: settings.rateLimit, burst: settings.rateBurst)
        router.add(middleware: RateLimitMiddleware(limiter))
    }
    router.add(middleware: TimeLimitMiddleware(settings.timeLimit))
    router.add(middleware: BodyLimitMiddleware(bytes: settings.bodyLimit))
    HealthRoutes(service: service, readiness: readiness, metrics: metrics).add(to: router)
    return router
}
