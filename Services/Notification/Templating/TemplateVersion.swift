import Foundation
import Models

/// A numbered version of a template, for one channel and language. It never changes.
struct TemplateVersion: Sendable {
    let id: Identifier<TemplateVersion>
    let template: String
    let channel: NotificationChannel
    let language: Language
    let version: Int
    let subject: String
    let body: String
    let html: String?
    let required: [String]
    let optional: [String]
    let createdAt: Date

    func content() throws(TemplateError) -> TemplateContent {
        try TemplateContent(subject: subject, body: body, html: html)
    }
}
