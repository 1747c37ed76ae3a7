import Foundation
import Hummingbird
import Models
import ServiceKit

/// `GET /v1/operator/templates`: every version of every template.
struct TemplateController {
    let store: TemplateStore

    func list(_ request: Request, _ context: BangbanContext) async throws -> TemplateList {
        TemplateList(templates: try await store.all().map(TemplateView.init))
    }
}

/// Every template.
struct TemplateList: Codable, Sendable, ResponseEncodable {
    let templates: [TemplateView]
}

/// A template version as an operator sees it.
struct TemplateView: Codable, Sendable {
    let template: String
    let channel: NotificationChannel
    let language: Language
    let version: Int
    let subject: String
    let body: String
    let required: [String]
    let optional: [String]
    let createdAt: Date

    init(_ version: TemplateVersion) {
        template = version.template
        channel = version.channel
        language = version.language
        self.version = version.version
        subject = version.subject
        body = version.body
        required = version.required
        optional = version.optional
        createdAt = version.createdAt
    }
}
