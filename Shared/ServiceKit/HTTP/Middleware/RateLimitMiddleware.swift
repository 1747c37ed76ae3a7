public import Hummingbird

/// Refuses clients that ask too often with 429: by identity where one is known, else by address.
public struct RateLimitMiddleware: RouterMiddleware {
    /// The context of our routers.
    public typealias Context = BangbanContext

    private let limiter: RateLimiter

    /// Takes tokens of this limiter.
    public init(_ limiter: RateLimiter) { self.limiter = limiter }

    /// Handles a request.
    public func handle(
        _ request: Request, context: BangbanContext, next: (Request, BangbanContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        if path != "/healthz", path != "/readyz", path != "/metrics" {
            try limiter.require(context.identity?.name ?? "address:\(context.clientAddress)")
        }
        return try await next(request, context)
    }
}
