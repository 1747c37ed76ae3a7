/// Why a mail was not taken, or is not known to be.
public struct SMTPError: Error, Sendable, CustomStringConvertible {
    /// What it means for the mail.
    public enum Kind: String, Sendable {
        /// A 4xx reply: the same mail may be taken later.
        case temporary
        /// A 5xx reply: the same mail will not be taken.
        case permanent
        /// The server was not reached, or the connection was lost before the whole mail was handed over: not delivered.
        case connection
        /// The connection was lost after the whole mail was handed over, before the reply: nobody knows. Send it again
        /// under the same Message-ID only.
        case unknownAfterData
    }

    /// What it means for the mail.
    public let kind: Kind
    /// How far it had come.
    public let stage: SMTPStage
    /// The server's refusal; nil when the connection failed.
    public let reply: SMTPReply?
    /// A sentence about a failed connection; nil when the server refused.
    public let cause: String?
    /// Every reply of the transaction, in order.
    public let replies: [SMTPReply]
    /// How long it took.
    public let duration: Duration

    /// Whether the server's refusal is about this mail or its recipient, rather than about us: a failed login says nothing
    /// about an address.
    public var concernsMail: Bool { reply != nil && stage >= .sender }

    /// Whether the address itself is bad and should not be written to again (RFC 3463: 5.1.x, 5.2.1). A refused
    /// recipient without an enhanced code counts; a full mailbox or a policy does not.
    public var condemnsAddress: Bool {
        guard kind == .permanent, stage == .recipient, let reply else { return false }
        guard let enhanced = reply.enhanced else { return [550, 551, 553].contains(reply.code) }
        return enhanced.subject == 1 || (enhanced.subject == 2 && enhanced.detail == 1)
    }

    /// One line for logs; the server's text is left out, because it may name the recipient.
    public var description: String {
        let what = reply.map { "\($0)" } ?? cause ?? ""
        return "\(kind.rawValue) at \(stage.rawValue): \(what)"
    }
}
