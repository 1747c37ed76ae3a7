/// The server took the mail, and is responsible for it from here.
public struct SMTPReceipt: Sendable {
    /// The reply to the final dot.
    public let reply: SMTPReply
    /// Every reply of the transaction, in order.
    public let replies: [SMTPReply]
    /// The mail's size in bytes.
    public let size: Int
    /// How long it took.
    public let duration: Duration
}
