import Crypto
import Foundation
import Models

/// The content of a template version before it has a number. Checked: every placeholder that is used is declared.
struct TemplateDraft: Sendable {
    let template: String
    let channel: NotificationChannel
    let language: Language
    let subject: String
    let body: String
    let html: String?
    let required: [String]
    let optional: [String]

    init(
        template: String, channel: NotificationChannel, language: Language, subject: String, body: String,
        html: String?, required: [String], optional: [String]
    ) throws(TemplateError) {
        self.template = template
        self.channel = channel
        self.language = language
        self.subject = subject
        self.body = body
        self.html = html
        self.required = required
        self.optional = optional
        let declared = Set((required + optional + TemplateCatalogue.builtIn).map { TemplateValues.normalize($0) })
        let content = try TemplateContent(subject: subject, body: body, html: html)
        if let name = content.names.subtracting(declared).min() {
            throw TemplateError("uses ((\(name))), which is not declared")
        }
    }

    /// What tells one content from another.
    var contentHash: [UInt8] {
        let parts = [subject, body, html ?? "", required.joined(separator: ","), optional.joined(separator: ",")]
        return Array(SHA256.hash(data: Data(parts.joined(separator: "\u{0}").utf8)))
    }
}
