import JobQueue
import Models
import Outbound
import ServiceKit

/// Writes the letter of a notification at the moment it is sent: opens the address, fills the template, fetches the files.
struct LetterWriter: Sendable {
    let templates: TemplateStore
    let queue: JobQueue
    let sealing: Sealing

    /// Throws ``LetterError`` when the letter cannot be written, which another attempt would not mend.
    func letter(for dispatch: Dispatch) async throws -> Letter {
        let record = dispatch.record
        let name = try record.recipientName.map { try open($0) }
        var letter = Letter(
            notification: record.id, address: try open(record.address), name: name, language: record.language,
            caseID: record.caseID, writtenAt: dispatch.createdAt, text: try await text(record, name: name))
        if record.channel == .email {
            letter.attachments = try await files(record.content.attachments)
            letter.inlineImages = try await files(record.content.document?.inline ?? [])
        }
        return letter
    }

    // MARK: - Private

    private func open(_ sealed: SealedText) throws -> String {
        do {
            return try sealing.open(sealed)
        } catch let error as SealingError {
            throw LetterError("the contact cannot be opened: \(error)")
        }
    }

    private func text(_ record: NotificationRecord, name: String?) async throws -> RenderedText {
        if let document = record.content.document {
            return RenderedText(
                subject: document.subject, body: try await string(document.text),
                html: try await string(document.html))
        }
        guard let id = record.templateVersion, let version = try await templates.find(id) else {
            throw LetterError("template \(record.template) does not exist")
        }
        var values = record.content.values
        values["recipient_name"] = name ?? values["recipient_name"] ?? Self.stranger(record.language)
        let content = try version.content()
        if let missing = content.missing(TemplateValues(values), required: version.required) {
            throw LetterError("template \(record.template): the value '\(missing)' is missing")
        }
        return content.render(TemplateValues(values))
    }

    private func files(_ references: [AttachmentReference]) async throws -> [MailFile] {
        var files: [MailFile] = []
        for reference in references {
            files.append(
                MailFile(
                    filename: reference.filename, mediaType: reference.mediaType, contentID: reference.contentID,
                    bytes: try await bytes(reference)))
        }
        return files
    }

    private func string(_ reference: AttachmentReference) async throws -> String {
        String(decoding: try await bytes(reference), as: UTF8.self)
    }

    private func bytes(_ reference: AttachmentReference) async throws -> [UInt8] {
        guard let attachment = try await queue.attachment(reference.id) else {
            throw LetterError("attachment \(reference.id) is not there (any more)")
        }
        return attachment.bytes
    }

    private static func stranger(_ language: Language) -> String {
        switch language {
        case .chinese: "申请人"
        case .english: "applicant"
        }
    }
}

/// A letter that cannot be written as things are.
struct LetterError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
