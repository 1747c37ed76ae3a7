internal import HTTPTypes
public import Hummingbird
internal import Logging

/// Gives each request its id and trace, in the log, in the response and in the messages that its handlers enqueue.
public struct RequestIdentityMiddleware: RouterMiddleware {
    /// The context of our routers.
    public typealias Context = BangbanContext

    private let trustedProxies: Set<String>

    /// Trusts `X-Forwarded-For` from these addresses only.
    public init(trustedProxies: Set<String>) { self.trustedProxies = trustedProxies }

    /// Handles a request.
    public func handle(
        _ request: Request, context: BangbanContext, next: (Request, BangbanContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let id = RequestIdentifier.accepted(request.headers[.requestID]) { context.requestID = id }
        context.traceparent = RequestIdentifier.traceparent(request.headers[.traceparent])
        context.clientAddress = client(of: request, peer: context.clientAddress)
        context.logger[metadataKey: "hb.request.id"] = nil
        context.logger[metadataKey: "request.id"] = "\(context.requestID)"
        if let trace = context.traceparent {
            context.logger[metadataKey: "trace.id"] = "\(trace.split(separator: "-")[1])"
        }
        var response = try await MessageTrail.carrying(context) { context in
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
