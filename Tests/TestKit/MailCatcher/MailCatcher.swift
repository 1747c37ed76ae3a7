public import Foundation

/// A real SMTP server for a test: `scripts/mail-catcher` as a process of its own, on a free port of loopback.
///
/// It is ended when the value is released.
public final class MailCatcher: Sendable {
    /// How the server protects its connections.
    public enum Security: String, Sendable {
        /// STARTTLS, demanded.
        case starttls
        /// TLS from the first byte.
        case implicit
    }

    /// The port it listens on.
    public let port: Int
    /// Where the mails are kept.
    public let directory: URL
    /// The certificate to trust, when the server was started with TLS.
    public let certificate: String?
    private let security: Security?
    private let login: String?
    private let process: LineProcess

    /// Starts a catcher and waits until it listens.
    ///
    /// - Parameters:
    ///   - port: the port; 0 for a free one.
    ///   - rules: how it misbehaves, `ADDRESS=ACTION[:TIMES]` as `scripts/mail-catcher --help` tells.
    ///   - security: TLS with a certificate made at the start.
    ///   - login: `user:password` to demand.
    ///   - directory: where to keep mails; a fresh temporary directory when nil.
    public static func start(
        port: Int = 0, rules: [String] = [], security: Security? = nil, login: String? = nil, directory: URL? = nil
    ) async throws -> MailCatcher {
        let directory = directory ?? FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString)")
        var arguments = ["--port", "\(port)", "--directory", directory.path()]
        arguments += rules.flatMap { ["--rule", $0] }
        if let security { arguments += ["--tls", security.rawValue] }
        if let login { arguments += ["--auth", login] }
        let process = try LineProcess(script: "mail-catcher", arguments)
        let chosen = try await process.wait(within: .seconds(120)) { lines in
            lines.first { $0.hasPrefix("listening ") }?.split(separator: " ").last.flatMap { Int($0) }
        }
        return MailCatcher(port: chosen, directory: directory, security: security, login: login, process: process)
    }

    private init(port: Int, directory: URL, security: Security?, login: String?, process: LineProcess) {
        self.port = port
        self.directory = directory
        self.security = security
        self.login = login
        self.process = process
        certificate = security == nil ? nil : directory.appending(path: "certificate.pem").path()
    }

    /// The server's URL, with the login it demands.
    public var url: String {
        "\(security == .implicit ? "smtps" : "smtp")://\(login.map { $0 + "@" } ?? "")127.0.0.1:\(port)"
    }

    /// Waits until so many mails were caught since the start, and reads all that are there then, in order.
    public func mails(_ count: Int = 1, within limit: Duration = .seconds(30)) async throws -> [CaughtMail] {
        _ = try await process.wait(within: limit) { lines in
            lines.count(where: { $0.hasPrefix("mail ") }) >= count ? true : nil
        }
        return try caught()
    }

    /// The mails caught so far, in order.
    public func caught() throws -> [CaughtMail] {
        try process.lines.filter { $0.hasPrefix("mail ") }.map { line in
            try CaughtMail(file: directory.appending(path: String(line.dropFirst(5))))
        }
    }

    /// Waits until a rule has acted so many times.
    public func ruleActed(_ address: String, _ action: String, times: Int = 1, within limit: Duration = .seconds(30))
        async throws
    {
        _ = try await process.wait(within: limit) { lines in
            lines.count(where: { $0 == "rule \(address) \(action)" }) >= times ? true : nil
        }
    }

    /// Ends the server with SIGKILL, in the middle of whatever it is doing.
    public func kill() { process.kill() }
}
