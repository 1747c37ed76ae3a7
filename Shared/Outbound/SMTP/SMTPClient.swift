import CLibCurl

/// Hands mail to a server by SMTP (RFC 5321), on libcurl. Connections are kept for half a minute and used again.
///
/// Each mail under way has a thread to itself, taken from a bounded pool: libcurl 7.88 blocks its thread while it waits for
/// the answers to the final dot and to QUIT, and one slow answer must hold up neither other mails nor HTTP.
public final class SMTPClient: Sendable {
    private let configuration: SMTPConfiguration
    private let lanes: CurlLanes

    /// A client; its threads are started when they are needed and end with the client.
    public init(_ configuration: SMTPConfiguration) {
        self.configuration = configuration
        lanes = CurlLanes(limit: configuration.connections)
    }

    /// The server's name or address.
    public var host: String { configuration.host }

    /// Hands one mail over.
    ///
    /// - Throws: `MailError` when the mail is malformed and nothing was sent, `SMTPError` when it was not taken or is not
    ///   known to be, `CancellationError` when the task was cancelled, after which it is not known either.
    public func send(_ mail: Mail) async throws -> SMTPReceipt {
        let exchange = SMTPExchange(mail: try MIMEWriter(mail).bytes())
        let clock = ContinuousClock()
        let start = clock.now
        let transfer = try prepare(exchange, mail)
        let code = try await lanes.withLane { engine in try await engine.perform(transfer) }
        let duration = start.duration(to: clock.now)
        guard code == CURLE_OK, let reply = exchange.replies.last else {
            throw SMTPError(code, exchange: exchange, cause: transfer.failureText(code), duration: duration)
        }
        return SMTPReceipt(reply: reply, replies: exchange.replies, size: exchange.mail.count, duration: duration)
    }

    // MARK: - Private

    private func prepare(_ exchange: SMTPExchange, _ mail: Mail) throws -> CurlTransfer {
        do {
            let transfer = try CurlTransfer(exchange: exchange)
            try transfer.observeCommands()
            try transfer.endByAbort()
            try setServer(transfer)
            try transfer.set(CURLOPT_MAIL_FROM, mail.from.address)
            try transfer.set(CURLOPT_MAIL_RCPT, [mail.to.address])
            try transfer.set(CURLOPT_UPLOAD, 1)
            try transfer.setSize(CURLOPT_INFILESIZE_LARGE, exchange.mail.count)
            return transfer
        } catch {
            throw SMTPError(error.code, exchange: exchange, cause: error.message, duration: .zero)
        }
    }

    private func setServer(_ transfer: CurlTransfer) throws(CurlSetupError) {
        try transfer.set(CURLOPT_URL, "\(configuration.server)/\(configuration.heloName ?? "")")
        try transfer.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        try transfer.set(CURLOPT_PROXY, "")
        try transfer.set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout)
        try transfer.set(CURLOPT_TIMEOUT_MS, configuration.timeout)
        try transfer.set(CURLOPT_MAXAGE_CONN, 30)
        if let file = configuration.authorityFile { try transfer.set(CURLOPT_CAINFO, file) }
        try transfer.set(CURLOPT_USE_SSL, Int(protection.rawValue))
        if let user = configuration.user, let password = configuration.password {
            try transfer.set(CURLOPT_USERNAME, user)
            try transfer.set(CURLOPT_PASSWORD, password)
        }
    }

    private var protection: curl_usessl {
        switch configuration.security {
        case .none: CURLUSESSL_NONE
        case .starttls: configuration.user == nil ? CURLUSESSL_TRY : CURLUSESSL_ALL
        case .required: CURLUSESSL_ALL
        }
    }
}

extension SMTPError {
    /// Judges a failed transfer: by the server's last word if it refused, by how far the mail had come otherwise.
    fileprivate init(_ code: CURLcode, exchange: SMTPExchange, cause: String, duration: Duration) {
        let refusal = exchange.replies.last.flatMap { $0.code >= 400 ? $0 : nil }
        if let refusal {
            kind = refusal.code < 500 ? .temporary : .permanent
        } else if code == CURLE_LOGIN_DENIED {
            kind = .permanent
        } else {
            kind = exchange.stage == .content ? .unknownAfterData : .connection
        }
        stage = exchange.stage
        reply = refusal
        self.cause = refusal == nil ? cause : nil
        replies = exchange.replies
        self.duration = duration
    }
}
