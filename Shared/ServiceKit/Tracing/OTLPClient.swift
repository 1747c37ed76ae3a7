internal import Foundation
internal import Logging
internal import Metrics
internal import Outbound
internal import ServiceLifecycle

/// Sends spans to an OTLP receiver over HTTP: `POST /v1/traces` with JSON.
///
/// What OpenTelemetry's specification calls retryable is tried again: 429, 502, 503 and 504, not before the time in `Retry-After`,
/// and connections that failed. After the last attempt, or the first while the process stops, a batch is given up and counted.
struct OTLPClient: Sendable {
    let http: HTTPClient
    let url: String
    let headers: [String: String]
    /// What the spans are from.
    let resource: [String: String]
    let retries: OTLPRetries
    let metrics: SpanMetrics
    let logger: Logger

    func send(_ spans: [SpanRecord]) async {
        do {
            let body = try JSONEncoder().encode(OTLPDocument(spans, of: resource))
            try await send(Array(body), count: spans.count)
        } catch is CancellationError {
            metrics.failed.increment(by: spans.count)
        } catch {
            metrics.rejected.increment(by: spans.count)
            logger.error("spans cannot be written", metadata: ["error": "\(error)"])
        }
    }

    // MARK: - Private

    private func send(_ body: [UInt8], count: Int) async throws {
        for attempt in 1... {
            switch try await answer(to: body) {
            case .taken(let rejected):
                metrics.exported.increment(by: max(0, count - rejected))
                metrics.rejected.increment(by: rejected)
                return
            case .refused(let reason):
                logger.error("spans were refused", metadata: ["spans": "\(count)", "reason": "\(reason)"])
                return metrics.rejected.increment(by: count)
            case .later(let reason, let pause):
                guard attempt < retries.attempts, !Task.isShuttingDownGracefully else {
                    logger.warning("spans are given up", metadata: ["spans": "\(count)", "reason": "\(reason)"])
                    return metrics.failed.increment(by: count)
                }
                let pause = retries.pause(after: attempt, asked: pause)
                logger.notice(
                    "spans are sent again",
                    metadata: ["attempt": "\(attempt)", "retry_in": "\(pause.settingText)", "reason": "\(reason)"])
                // Cut short by a shutdown, which leaves time for one more attempt.
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
                try Task.checkCancellation()
            }
        }
    }

    private func answer(to body: [UInt8]) async throws -> OTLPAnswer {
        var fields: HTTPHeaders = ["Content-Type": "application/json"]
        for (name, value) in headers { fields[name] = value }
        let request = HTTPClientRequest(
            method: .post, url: url, headers: fields, body: body, responseLimit: OTLPAnswer.limit)
        do {
            return OTLPAnswer(try await http.send(request))
        } catch let error as HTTPClientError {
            return error.isRetryable ? .later("\(error)", nil) : .refused("\(error)")
        }
    }
}
