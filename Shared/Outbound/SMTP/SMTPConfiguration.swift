import Foundation

/// Where mail is handed in, and how.
public struct SMTPConfiguration: Sendable {
    /// `smtp` or `smtps`.
    public let scheme: String
    /// The server's name or address.
    public let host: String
    /// The server's port; nil for the scheme's own (25, 465).
    public let port: Int?
    /// The login; nil for none.
    public let user: String?
    let password: String?
    /// The protection of an `smtp` connection.
    public let security: SMTPTransportSecurity
    /// The name to greet with; nil for the machine's.
    public var heloName: String?
    /// A PEM file of certificate authorities to trust in place of the system's; nil for the system's.
    public var authorityFile: String?
    /// How many mails may be under way at once, each on its connection and thread.
    public var connections = 4
    /// The time to reach the server.
    public var connectTimeout: Duration = .seconds(10)
    /// The time for a whole mail.
    public var timeout: Duration = .seconds(120)

    /// Reads `smtp://user:password@host:port` or `smtps://…`; user and password are percent-encoded where need be.
    ///
    /// - Throws: `SMTPConfigurationError`, which never shows the URL.
    public init(url: String, security: SMTPTransportSecurity = .required) throws(SMTPConfigurationError) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme, let host = parts.host, !host.isEmpty
        else { throw SMTPConfigurationError(reason: "is not a URL", expected: Self.form) }
        guard scheme == "smtp" || scheme == "smtps" else {
            throw SMTPConfigurationError(reason: "has another scheme", expected: Self.form)
        }
        guard parts.path.isEmpty || parts.path == "/", parts.query == nil else {
            throw SMTPConfigurationError(reason: "has a path or a query", expected: Self.form)
        }
        guard (parts.user == nil) == (parts.password == nil) else {
            throw SMTPConfigurationError(reason: "has only one of user and password", expected: Self.form)
        }
        let sendsPassword = parts.user != nil && scheme == "smtp" && security == .none
        guard !sendsPassword || ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host) else {
            throw SMTPConfigurationError(
                reason: "would send the password without TLS", expected: "smtps://, starttls or required")
        }
        self.scheme = scheme
        self.host = host
        port = parts.port
        user = parts.user
        password = parts.password
        self.security = security
    }

    /// Scheme, host and port: what may be logged.
    public var server: String { "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "") }

    private static let form = "smtp://[user:password@]host[:port] or smtps://…"
}

/// Why a mail server's URL was refused.
public struct SMTPConfigurationError: Error, Hashable, Sendable {
    /// What is wrong.
    public let reason: String
    /// What would be right.
    public let expected: String
}
