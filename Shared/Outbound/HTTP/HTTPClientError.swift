/// Why an exchange with another system failed before there was a whole response.
///
/// Names the server but never the path, the query or a header: those may carry secrets.
public struct HTTPClientError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong. More may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Name: String {
            case invalidRequest, resolve, connect, timeout, tls, cut, responseTooLarge, failed
        }

        private let name: Name

        /// The URL, the method or a header field is malformed; nothing was sent.
        public static let invalidRequest = Code(name: .invalidRequest)
        /// The host's name is unknown.
        public static let resolve = Code(name: .resolve)
        /// Nobody listens there, or it cannot be reached.
        public static let connect = Code(name: .connect)
        /// The time was up.
        public static let timeout = Code(name: .timeout)
        /// TLS failed: a handshake or a certificate.
        public static let tls = Code(name: .tls)
        /// The connection ended in the middle: whether the request had an effect is not known.
        public static let cut = Code(name: .cut)
        /// The response is larger than allowed.
        public static let responseTooLarge = Code(name: .responseTooLarge)
        /// Something else.
        public static let failed = Code(name: .failed)

        /// The code's name.
        public var description: String { name.rawValue }
    }

    /// What went wrong.
    public let code: Code
    /// A sentence about it.
    public let message: String
    /// Scheme, host and port of the server.
    public let server: String

    /// Assembles an error.
    public init(_ code: Code, message: String, server: String) {
        self.code = code
        self.message = message
        self.server = server
    }

    /// One line for logs.
    public var description: String { "\(server): \(message) (\(code))" }

    /// Whether the same request may succeed later.
    public var isRetryable: Bool { code != .invalidRequest && code != .responseTooLarge }
}
