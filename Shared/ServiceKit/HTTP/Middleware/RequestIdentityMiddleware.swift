internal import HTTPTypes
public import Hummingbird
internal import JobQueue
internal import Logging
internal import Tracing

/// Gives each request its id and trace, in the log, in the response and in the messages that its handlers enqueue; and its span,
/// where the process has a tracer.
public struct RequestIdentityMiddleware: RouterMiddleware {
    /// The context of our routers.
    public typealias Context = BangbanContext

    private let trustedProxies: Set<String>
    private let tracer = InstrumentationSystem.installedTracer

    /// Trusts `X-Forwarded-For` from these addresses only.
    public init(trustedProxies: Set<String>) { self.trustedProxies = trustedProxies }

    /// Handles a request.
    public func handle(
        _ request: Request, context: BangbanContext, next: (Request, BangbanContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let id = RequestIdentifier.accepted(request.headers[.requestID]) { context.requestID = id }
        context.clientAddress = client(of: request, peer: context.clientAddress)
        let trace = TraceContext(
            traceparent: request.headers[.traceparent],
            tracestate: request.headers[values: .tracestate].joined(separator: ","))
        let trail = MessageHeaders(
            requestID: context.requestID, traceparent: trace?.traceparent, tracestate: trace?.state)
        guard let tracer, !HealthRoutes.paths.contains(request.uri.path) else {
            return try await serve(request, context, trail, next)
        }
        return try await RequestSpan(request, trail, tracer).run(context) { trail in
            try await serve(request, context, trail, next)
        }
    }

    // MARK: - Private

    /// Lets logs and messages carry the request's id and trace.
    private func serve(
        _ request: Request, _ context: BangbanContext, _ trail: MessageHeaders,
        _ next: (Request, BangbanContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.logger[metadataKey: "hb.request.id"] = nil
        context.logger[metadataKey: "request.id"] = "\(context.requestID)"
        if let trace = trail.traceID { context.logger[metadataKey: "trace.id"] = "\(trace)" }
        var response = try await MessageHeaders.$current.withValue(trail) {
            try await withLogger(context.logger) { _ in try await next(request, context) }
        }
        response.headers[.requestID] = context.requestID
        return response
    }

    /// The last address that an untrusted party cannot have written.
    private func client(of request: Request, peer: String) -> String {
        guard trustedProxies.contains(peer), let value = request.headers[.forwardedFor] else { return peer }
        let hops = value.split(separator: ",").map { String($0.filter { $0 != " " }).prefix(64) }
        return hops.last { !trustedProxies.contains(String($0)) }.map(String.init) ?? peer
    }
}
