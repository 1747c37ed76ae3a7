internal import Foundation
internal import Outbound

/// What a receiver makes of spans.
enum OTLPAnswer: Equatable {
    /// Taken, but for so many.
    case taken(rejected: Int)
    /// Never taken: why.
    case refused(String)
    /// Perhaps taken later: why, and not before so long.
    case later(String, Duration?)

    /// The most bytes that are read of an answer.
    static let limit = 65_536

    init(_ response: HTTPClientResponse) {
        switch response.status {
        case 200..<300: self = .taken(rejected: Self.rejected(response.body))
        case 429, 502, 503, 504:
            self = .later("HTTP \(response.status)", response.headers["Retry-After"].flatMap { Self.pause($0) })
        default: self = .refused("HTTP \(response.status)")
        }
    }

    // MARK: - Private

    private struct Body: Decodable {
        struct PartialSuccess: Decodable {
            /// A 64-bit number: text by protobuf's mapping, which also lets numbers pass.
            let rejectedSpans: Int?

            private enum Keys: String, CodingKey {
                case rejectedSpans
            }

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: Keys.self)
                let text = try? container.decode(String.self, forKey: .rejectedSpans)
                rejectedSpans = try text.map { Int($0) } ?? container.decodeIfPresent(Int.self, forKey: .rejectedSpans)
            }
        }
        let partialSuccess: PartialSuccess?
    }

    /// An answer without a body, or with one that we cannot read, took all.
    private static func rejected(_ body: [UInt8]) -> Int {
        let body = try? JSONDecoder().decode(Body.self, from: Data(body))
        return max(0, body?.partialSuccess?.rejectedSpans ?? 0)
    }

    /// Seconds, or a date (RFC 9110, section 10.2.3).
    private static func pause(_ text: String) -> Duration? {
        if let seconds = Int(text) { return .seconds(max(0, seconds)) }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = .gmt
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: text).map { .seconds(max(0, $0.timeIntervalSinceNow)) }
    }
}
