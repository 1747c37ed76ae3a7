import Foundation
import Models

/// The identity of a notification; the events name it.
typealias NotificationID = Identifier<SendNotification>

/// A notification as it is written down: one notice, one recipient, one channel.
struct NotificationRecord: Sendable {
    let id: NotificationID
    let deduplicationKey: String
    let template: String
    let templateVersion: Identifier<TemplateVersion>?
    let channel: NotificationChannel
    let language: Language
    let recipientHash: [UInt8]
    let maskedRecipient: String
    let address: SealedText
    let recipientName: SealedText?
    let content: NotificationContent
    let caseID: CaseID?
    var status: NotificationStatus
    var reason: String?

    /// What a document is filed under instead of a template.
    static let document = "document"
}

/// What is needed to write the letter at the moment it is sent.
struct NotificationContent: Codable, Sendable {
    /// What fills the template.
    var values: [String: String] = [:]
    /// Files that go with the mail.
    var attachments: [AttachmentReference] = []
    /// A document's subject and bodies; nil for a template.
    var document: Document?

    /// A mail that its author has laid out.
    struct Document: Codable, Sendable {
        let subject: String
        let text: AttachmentReference
        let html: AttachmentReference
        let inline: [AttachmentReference]
    }
}
