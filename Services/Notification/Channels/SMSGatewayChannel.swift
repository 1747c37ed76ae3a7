import Foundation
import JobQueue
import Models
import Outbound
import Tracing

/// Text messages by an HTTP gateway: `POST {reference, to, text, segments}` as JSON with a bearer token.
///
/// The reference is the same at every attempt, so that a gateway that had taken the message does not send it again.
/// 2xx is taken; 408, 425, 429 and 5xx may be taken later; every other status never will.
struct SMSGatewayChannel: DeliveryChannel {
    private struct Submission: Encodable {
        let reference: String
        let to: String
        let text: String
        let segments: Int
    }

    let carrier = "sms-gateway"
    private let client: HTTPClient
    private let url: String
    private let token: String?
    private let signature: String

    init(client: HTTPClient, url: String, token: String?, signature: String) {
        self.client = client
        self.url = url
        self.token = token
        self.signature = signature
    }

    func messageID(_ notification: NotificationID) -> String { "\(notification).sms" }

    func send(_ letter: Letter) async throws -> DeliveryReport {
        let text = SMSText(letter.text.body, signature: signature)
        guard text.length.isWithinLimit else { return text.refusal }
        return try await withSpan("POST", ofKind: .client) { span in
            span.attributes["http.request.method"] = "POST"
            span.attributes["server.address"] = URL(string: url)?.host()
            let report = try await post(text, letter, in: span)
            span.attributes["http.response.status_code"] = report.code
            span.note(report, by: carrier)
            return report
        }
    }

    // MARK: - Private

    private func post(_ text: SMSText, _ letter: Letter, in span: any Span) async throws -> DeliveryReport {
        let clock = ContinuousClock()
        let start = clock.now
        do {
            var request = try request(text, letter)
            let trace = MessageHeaders().carrying(span.context, writtenBy: InstrumentationSystem.instrument)
            request.headers["traceparent"] = trace.traceparent
            request.headers["tracestate"] = trace.tracestate
            let response = try await client.send(request)
            return report(response, letter, start.duration(to: clock.now))
        } catch let error as HTTPClientError {
            return report(error, start.duration(to: clock.now))
        }
    }

    private func request(_ text: SMSText, _ letter: Letter) throws -> HTTPClientRequest {
        let reference = messageID(letter.notification)
        let submission = Submission(
            reference: reference, to: letter.address, text: text.text, segments: text.length.segments)
        var headers: HTTPHeaders = ["Content-Type": "application/json", "Idempotency-Key": reference]
        if let token { headers["Authorization"] = "Bearer \(token)" }
        return HTTPClientRequest(
            method: .post, url: url, headers: headers, body: Array(try JSONEncoder().encode(submission)),
            responseLimit: 65_536)
    }

    private func report(_ response: HTTPClientResponse, _ letter: Letter, _ duration: Duration) -> DeliveryReport {
        let outcome: AttemptOutcome =
            switch response.status {
            case 200..<300: .delivered
            case 408, 425, 429, 500...: .temporary
            default: .permanent
            }
        let said = ServerText.mask(response.text, address: letter.address, with: Masking.phone(letter.address))
        return DeliveryReport(outcome: outcome, code: response.status, text: said, duration: duration)
    }

    private func report(_ error: HTTPClientError, _ duration: Duration) -> DeliveryReport {
        let outcome: AttemptOutcome =
            switch error.code {
            case .resolve, .connect, .tls: .connection
            case .invalidRequest: .technical
            default: .unknown
            }
        return DeliveryReport(outcome: outcome, text: "\(error)", duration: duration)
    }
}
