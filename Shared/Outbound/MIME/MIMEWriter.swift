import Foundation

/// Writes a mail as RFC 5322 and MIME text.
///
/// Not libcurl's `curl_mime`, for four reasons: its boundaries are random, while a mail that is sent again should be the same
/// to the byte; it feeds the upload itself, while we must know whether the last byte was handed over when a connection is
/// lost (unknown, not temporary); it encodes neither subjects (RFC 2047) nor file names (RFC 2231); and a mail that is
/// bytes first can be tested without a server.
struct MIMEWriter {
    private let mail: Mail

    /// Checks the mail; throws what would change its structure.
    init(_ mail: Mail) throws(MailError) {
        try MailChecks.check(mail)
        self.mail = mail
    }

    /// The whole mail, CRLF line ends, no line above 998 octets. The same mail gives the same bytes.
    func bytes() -> [UInt8] {
        var boundaries = Boundaries(mail.messageID)
        return Array((headers().joined(separator: "\r\n") + "\r\n" + render(body(), &boundaries)).utf8)
    }

    // MARK: - Private

    private func headers() -> [String] {
        [
            "Date: \(MailDate.format(mail.date, in: mail.timeZone))",
            "From: \(mailbox(mail.from, indent: 6))",
            "To: \(mailbox(mail.to, indent: 4))",
            "Message-ID: \(mail.messageID)",
            "Subject: \(EncodedWords.encode(mail.subject, indent: 9))",
        ] + mail.headers.fields.map { "\($0.name): \(EncodedWords.encode($0.value, indent: $0.name.utf8.count + 2))" }
            + ["Auto-Submitted: auto-generated", "MIME-Version: 1.0"]
    }

    private func mailbox(_ mailbox: Mailbox, indent: Int) -> String {
        guard let name = mailbox.name, !name.isEmpty else { return "<\(mailbox.address)>" }
        return "\(EncodedWords.phrase(name, indent: indent))\r\n <\(mailbox.address)>"
    }

    /// multipart/mixed{multipart/related{multipart/alternative{text, html}, images}, attachments}, without empty shells.
    private func body() -> MIMEPart {
        let plain = MIMEPart.text(mail.text, subtype: "plain")
        let readable = MIMEPart.wrap(
            "alternative", [plain] + (mail.html.map { [MIMEPart.text($0, subtype: "html")] } ?? []))
        let shown = MIMEPart.wrap("related", [readable] + mail.inlineImages.map { MIMEPart.file($0, inline: true) })
        return MIMEPart.wrap("mixed", [shown] + mail.attachments.map { MIMEPart.file($0, inline: false) })
    }

    private func render(_ part: MIMEPart, _ boundaries: inout Boundaries) -> String {
        switch part {
        case .leaf(let headers, let content):
            return headers.joined(separator: "\r\n") + "\r\n\r\n" + content + "\r\n"
        case .multipart(let subtype, let parts):
            let boundary = boundaries.next()
            let inner = parts.map { "--\(boundary)\r\n" + render($0, &boundaries) }.joined()
            return "Content-Type: multipart/\(subtype);\r\n boundary=\"\(boundary)\"\r\n\r\n\(inner)--\(boundary)--\r\n"
        }
    }
}

/// Boundaries that depend on the Message-ID alone. They hold `=_`, which neither base64 nor quoted-printable produce, so
/// none can occur within a part (RFC 2045 section 6.7).
private struct Boundaries {
    private let stem: String
    private var count = 0

    init(_ messageID: String) {
        let hash = messageID.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        stem = String(hash, radix: 36)
    }

    mutating func next() -> String {
        count += 1
        return "=_\(stem)_\(count)"
    }
}
