import Foundation
import Models
import Outbound

/// A service's answer that is no success, read from its problem details (RFC 9457).
struct ServiceRefusal: Error, Sendable, CustomStringConvertible {
    /// The HTTP status.
    let status: Int
    /// The kind of problem, such as `csv-malformed`; empty when the answer has none.
    let type: String
    /// How long the service asks to wait.
    let retryAfter: Duration?
    /// One line.
    let description: String

    private struct Body: Decodable {
        var type: String?
        var title: String?
        var detail: String?
        var errors: [FieldError]?
    }

    init(_ service: ServiceAddress, _ response: HTTPClientResponse) {
        status = response.status
        retryAfter = response.headers["Retry-After"].flatMap { Int($0) }.map { .seconds(min(max($0, 0), 120)) }
        let body = try? MessageCoding.decoder.decode(Body.self, from: Data(response.body))
        type = (body?.type ?? "").replacingOccurrences(of: "urn:bangban:problem:", with: "")
        let said = [body?.title, body?.detail].compactMap(\.self).joined(separator: ": ")
        let fields = (body?.errors ?? []).prefix(5).map(\.description).joined(separator: "; ")
        let known = said.contains(fields) ? "" : fields
        let text = [said.isEmpty ? "HTTP \(response.status)" : said, known].filter { !$0.isEmpty }.joined(
            separator: " – ")
        description = "\(service.name): \(text)\(response.status == 401 ? " (check OPERATOR_TOKEN)" : "")"
    }

    /// Whether the same request may succeed later.
    var isRetryable: Bool { [408, 425, 429, 502, 503, 504].contains(status) }

    /// The status that the command ends with.
    var exitStatus: OperatorStatus {
        switch status {
        case 401, 403: .configuration
        case 400, 413, 415, 422: .badData
        case 408, 425, 429, 504: .temporary
        case 502, 503: .unavailable
        default: .failed
        }
    }
}
