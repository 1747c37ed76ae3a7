internal import HTTPTypes
public import Hummingbird
internal import Logging
internal import Metrics

/// Logs and measures each request by its route, never by its query, which may hold a tracking code.
public struct AccessLogMiddleware: RouterMiddleware {
    /// The context of our routers.
    public typealias Context = BangbanContext

    /// A middleware without settings.
    public init() {}

    /// Handles a request.
    public func handle(
        _ request: Request, context: BangbanContext, next: (Request, BangbanContext) async throws -> Response
    ) async throws -> Response {
        let clock = ContinuousClock()
        let start = clock.now
        let response = try await next(request, context)
        note(request, response, context, clock.now - start)
        return response
    }

    private func note(_ request: Request, _ response: Response, _ context: BangbanContext, _ duration: Duration) {
        let route = context.endpointPath ?? "NotFound"
        let method = request.method.knownName
        let dimensions = [("method", method), ("route", route), ("status", String(response.status.code))]
        Counter(label: "http_requests_total", dimensions: dimensions).increment()
        Timer(label: "http_request_duration_seconds", dimensions: [("method", method), ("route", route)])
            .recordNanoseconds(duration.nanoseconds)
        let isProbe = HealthRoutes.paths.contains(route) && response.status.code < 400
        context.logger.log(
            level: isProbe ? .debug : .info, "request",
            metadata: [
                "method": "\(request.method.rawValue)", "path": "\(request.uri.path.prefix(200))",
                "status": .stringConvertible(response.status.code), "client": "\(context.clientAddress)",
                "milliseconds": .stringConvertible(Int(duration.nanoseconds / 1_000_000)),
            ])
    }
}

extension HTTPRequest.Method {
    /// The method's name if we know it, else `other`: clients may send any word.
    var knownName: String {
        let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        return methods.contains(self) ? rawValue : "other"
    }
}

extension Duration {
    /// The whole time in nanoseconds, for metrics.
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
