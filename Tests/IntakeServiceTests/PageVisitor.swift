import Foundation
import HTTPTypes
import Hummingbird
import ServiceKit
import Synchronization
import TestKit

@testable import IntakeService

/// A browser without JavaScript: sends forms, keeps cookies, reads pages.
final class PageVisitor: Sendable {
    private let client: RouterClient
    private let cookies = Mutex<[String: String]>([:])

    init(_ intake: Intake) throws {
        let router = Router(context: BangbanContext.self)
        try IntakePages(intake).addRoutes(to: router)
        client = RouterClient(router, headers: [.accept: "text/html"])
    }

    func get(_ path: String) async throws -> TestResponse {
        try await client.send(.get, path, headers: cookieHeader)
    }

    @discardableResult
    func post(_ path: String, _ fields: [String: String], headers: HTTPFields = [:]) async throws -> TestResponse {
        var all = cookieHeader
        all[.contentType] = "application/x-www-form-urlencoded"
        for field in headers { all[field.name] = field.value }
        let body = fields.map { "\(PageQuery.encoded($0.key))=\(PageQuery.encoded($0.value))" }.joined(separator: "&")
        return try await client.send(.post, path, headers: all, body: Array(body.utf8))
    }

    /// Keeps the cookies of an answer, as browsers do.
    func keep(_ response: TestResponse) {
        cookies.withLock { cookies in
            for cookie in response.cookies {
                let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
                if pair.count == 2 { cookies[pair[0]] = pair[1] }
            }
        }
    }

    private var cookieHeader: HTTPFields {
        let text = cookies.withLock { $0.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        return text.isEmpty ? [:] : [.cookie: text]
    }
}

extension TestResponse {
    /// The cookies it sets, as sent.
    var cookies: [String] { headers[values: .setCookie] }

    /// The value of a hidden field.
    func value(of name: String) -> String? {
        guard let start = text.range(of: "name=\"\(name)\" value=\"") else { return nil }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }
}
