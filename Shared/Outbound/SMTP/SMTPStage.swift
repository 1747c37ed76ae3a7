/// How far a transaction had come: what the last command was about.
public enum SMTPStage: String, CaseIterable, Comparable, Sendable {
    /// Reaching the server, its greeting and EHLO.
    case greeting
    /// STARTTLS.
    case tls
    /// AUTH.
    case authentication
    /// MAIL: the sender.
    case sender
    /// RCPT: the recipient.
    case recipient
    /// DATA, before the mail.
    case data
    /// The mail itself; its last byte was handed over.
    case content

    init?(command: UnsafeRawBufferPointer) {
        let words: [(String, SMTPStage)] = [
            ("EHLO", .greeting), ("HELO", .greeting), ("STARTTLS", .tls), ("AUTH", .authentication), ("MAIL", .sender),
            ("RCPT", .recipient), ("DATA", .data),
        ]
        guard let stage = words.first(where: { command.starts(with: $0.0.utf8) })?.1 else { return nil }
        self = stage
    }

    /// Orders by time.
    public static func < (left: SMTPStage, right: SMTPStage) -> Bool { left.position < right.position }

    private var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
