import Foundation
import Outbound
import ServiceKit
import Synchronization
import TestKit

/// The console as a real process on the test's database, and somebody who visits it with a browser that keeps cookies and
/// sends forms, and no more.
final class ConsoleVisitor: Sendable {
    static let password = "correct horse battery"

    let process: ServiceProcess
    private let http = HTTPClient(timeout: .seconds(120))
    private let cookies = Mutex<[String: String]>([:])

    /// Starts the console with the account ann.
    static func open() async throws -> ConsoleVisitor {
        let hash = try await PasswordHash.make(of: password, cost: .least)
        let port = try ServiceProcess.freePort()
        let process = try ServiceProcess(
            "bangban", arguments: ["console", "--port", "\(port)"],
            environment: [
                "DATABASE_URL": TestDatabase.current.url(role: "bangban_operator"), "HTTP_PORT": "\(port)",
                "CONSOLE_USERS": "ann:\(hash.text)",
            ])
        try await process.startReady()
        return ConsoleVisitor(process)
    }

    init(_ process: ServiceProcess) { self.process = process }

    /// Signs in and returns the answer.
    @discardableResult
    func signIn(_ name: String = "ann", _ password: String = password, back: String = "/") async throws -> ConsolePage {
        let page = try await get("/sign-in?return=\(PageQuery.encoded(back))")
        return try await post(
            "/sign-in",
            [
                ("name", name), ("password", password), ("csrf", page.token), ("return", page.field("return") ?? ""),
            ])
    }

    /// In English unless the path says otherwise.
    func get(_ path: String) async throws -> ConsolePage {
        try await send(HTTPClientRequest(url: process.url(path), headers: headers()))
    }

    @discardableResult
    func post(
        _ path: String, _ fields: [(String, String)], headers more: [String: String] = [:]
    ) async throws -> ConsolePage {
        let body = fields.map { "\(PageQuery.encoded($0.0))=\(PageQuery.encoded($0.1))" }.joined(separator: "&")
        var headers = headers()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        for (name, value) in more { headers[name] = value }
        return try await send(
            HTTPClientRequest(method: .post, url: process.url(path), headers: headers, body: Array(body.utf8)))
    }

    func forgetCookies() { cookies.withLock { $0 = [:] } }

    /// The session's cookie, for another browser.
    var sessionCookie: String { cookies.withLock { $0["console"] ?? "" } }

    // MARK: - Private

    private func headers() -> HTTPHeaders {
        let cookie = cookies.withLock { $0.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        var headers: HTTPHeaders = ["Accept": "text/html", "Accept-Language": "en"]
        if !cookie.isEmpty { headers["Cookie"] = cookie }
        return headers
    }

    private func send(_ request: HTTPClientRequest) async throws -> ConsolePage {
        let page = ConsolePage(response: try await http.send(request))
        cookies.withLock { cookies in
            for cookie in page.response.headers.values(of: "Set-Cookie") {
                let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
                if pair.count == 2 { cookies[pair[0]] = pair[1] }
            }
        }
        return page
    }
}

/// A page as it came.
struct ConsolePage {
    let response: HTTPClientResponse

    var status: Int { response.status }
    var text: String { response.text }
    var location: String? { response.headers["Location"] }
    /// The token of the page's forms.
    var token: String { field("csrf") ?? "" }

    /// The value of the first hidden field of a name.
    func field(_ name: String) -> String? {
        guard let start = text.range(of: "name=\"\(name)\" value=\"") else { return nil }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }
}
