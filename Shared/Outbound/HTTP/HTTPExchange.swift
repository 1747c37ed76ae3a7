/// Collects a response in memory, up to a limit.
final class HTTPExchange: CurlExchange {
    let limit: Int
    private(set) var head = HTTPResponseHead()
    private(set) var body: [UInt8] = []
    private(set) var isTooLarge = false

    var status: Int { head.status }
    var headers: HTTPHeaders { head.headers }

    init(limit: Int) { self.limit = limit }

    func received(header line: UnsafeRawBufferPointer) { head.read(line: line) }

    func received(body bytes: UnsafeRawBufferPointer) -> CurlIntake {
        guard bytes.count <= limit - body.count else {
            isTooLarge = true
            return .refused
        }
        body.append(contentsOf: bytes)
        return .taken
    }
}

/// Status and header fields, read line by line. An interim response (1xx) is forgotten when the next status line comes.
struct HTTPResponseHead: Sendable {
    private(set) var status = 0
    private(set) var headers = HTTPHeaders()

    mutating func read(line: UnsafeRawBufferPointer) {
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            headers = HTTPHeaders()
            let parts = text.split(whereSeparator: \.isWhitespace)
            status = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        } else if let colon = text.firstIndex(of: ":") {
            headers.add(text[text.index(after: colon)...].trimmed, to: text[..<colon].trimmed)
        }
    }
}

extension Substring {
    /// The text without blanks and line ends at both ends.
    fileprivate var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
