internal import HTTPTypes
internal import Hummingbird
internal import JobQueue
internal import Tracing

/// The span of a request, by OpenTelemetry's conventions for HTTP servers; until its response begins, as the access log has it.
/// It names the route and never the path or the query, which may hold a tracking code.
struct RequestSpan {
    private let span: any Span
    private let method: String
    private let trail: MessageHeaders

    init(_ request: Request, _ trail: MessageHeaders, _ tracer: any Tracer) {
        method = request.method.knownName
        span = tracer.startSpan(method, context: trail.context(readBy: tracer), ofKind: .server)
        self.trail = trail.carrying(span.context, writtenBy: tracer)
    }

    /// Answers the request, with what its messages carry on.
    func run(
        _ context: BangbanContext, _ answer: (MessageHeaders) async throws -> Response
    ) async throws -> Response {
        defer { span.end() }
        return try await InstrumentationContext.$current.withValue(span.context) {
            do {
                let response = try await answer(trail)
                note(Int(response.status.code), context)
                return response
            } catch {
                // The server answers by itself to what cannot be read as HTTP.
                span.failed(error)
                throw error
            }
        }
    }

    // MARK: - Private

    private func note(_ status: Int, _ context: BangbanContext) {
        guard span.isRecording else { return }
        var attributes: SpanAttributes = [:]
        attributes["http.request.method"] = method == "other" ? "_OTHER" : method
        attributes["http.response.status_code"] = status
        if let route = context.endpointPath {
            attributes["http.route"] = route
            span.operationName = "\(method) \(route)"
        }
        if status >= 500 {
            attributes["error.type"] = String(status)
            span.setStatus(SpanStatus(code: .error))
        }
        span.attributes.merge(attributes)
    }
}
