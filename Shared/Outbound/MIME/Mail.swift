public import Foundation

/// One mail to one recipient: each recipient has an envelope of its own, so that each result is known.
public struct Mail: Sendable {
    /// The author, who is the envelope's sender too.
    public var from: Mailbox
    /// The recipient.
    public var to: Mailbox
    /// The subject line, without personal data.
    public var subject: String
    /// The caller's identity of the mail, `<left@right>`: the same each time the same mail is sent again.
    public var messageID: String
    /// When it was written.
    public var date: Date
    /// The zone that the date is shown in.
    public var timeZone: TimeZone
    /// Further header fields, such as `List-Unsubscribe`.
    public var headers: HTTPHeaders
    /// The body as plain text.
    public var text: String
    /// The body as HTML; nil for none.
    public var html: String?
    /// Images that the HTML shows by `cid:`.
    public var inlineImages: [MailFile]
    /// Files that go with it.
    public var attachments: [MailFile]

    /// Assembles a mail. `Auto-Submitted: auto-generated` (RFC 3834) is added to every mail.
    public init(
        from: Mailbox, to: Mailbox, subject: String, messageID: String, date: Date, timeZone: TimeZone,
        headers: HTTPHeaders = [:], text: String, html: String? = nil, inlineImages: [MailFile] = [],
        attachments: [MailFile] = []
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        self.messageID = messageID
        self.date = date
        self.timeZone = timeZone
        self.headers = headers
        self.text = text
        self.html = html
        self.inlineImages = inlineImages
        self.attachments = attachments
    }
}
