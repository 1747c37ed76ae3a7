import HTTPTypes
import Hummingbird
import Logging
import Models
import ServiceKit

/// Somebody who is signed in, and how they are spoken to.
struct ConsoleVisit: Sendable {
    let session: ConsoleSessions.Session
    let words: PageWords
}

extension WebConsole {
    /// Runs `body` for somebody who is signed in; anybody else is sent to the sign-in page, and back afterwards.
    func signedIn(_ request: Request, _ body: (ConsoleVisit) async throws -> Response) async throws -> Response {
        guard let session = sessions.session(cookie.token(in: request)) else {
            let back = request.method == .get && request.uri.path != "/" ? request.uri.string : nil
            return frame.redirect(to: PageQuery.address("/sign-in", [("return", back)]))
        }
        return try await body(ConsoleVisit(session: session, words: frame.words(PageLanguage.of(request))))
    }

    /// Reads a form of somebody who is signed in; one from elsewhere or without the session's token is refused.
    func form(_ request: Request, _ visit: ConsoleVisit) async throws -> FormBody {
        try SameOrigin.require(request)
        let form = try await FormBody(request)
        try visit.session.csrfToken.require(form["csrf"])
        return form
    }

    /// Writes down who did what.
    func note(_ what: String, _ visit: ConsoleVisit, _ facts: [String: String]) {
        var metadata = facts.mapValues { Logger.MetadataValue.string($0) }
        metadata["user"] = .string(visit.session.name)
        logger.notice("\(what)", metadata: metadata)
    }

    /// A page with the console's bar around it. `address` is the page's own, without the choice of language.
    func show(
        _ template: String, _ view: Any, _ visit: ConsoleVisit, _ request: Request, address: String,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var outer: [String: Any] = [
            "user": visit.session.name, "csrf": visit.session.csrfToken.text,
            "tabs": ConsoleTab.all(address, visit.words),
        ]
        outer["done"] = ConsoleNote.text(request, visit.words)
        return try frame.page(
            template, PageView(view, outer), request: request,
            address: address + (address.contains("?") ? "&" : "?"), status: status)
    }
}

/// A page that the bar leads to.
struct ConsoleTab {
    let href: String
    let name: String
    let chosen: Bool

    static func all(_ address: String, _ words: PageWords) -> [ConsoleTab] {
        let path = address.prefix { $0 != "?" }
        return ["/", "/dead", "/workers", "/schedules", "/health"].map { href in
            let isQueues = href == "/" && (path.hasPrefix("/queues") || path.hasPrefix("/jobs"))
            let name = words("tab.\(href == "/" ? "queues" : String(href.dropFirst()))")
            return ConsoleTab(
                href: href, name: name, chosen: path == href || href != "/" && path.hasPrefix(href + "/") || isQueues)
        }
    }
}

/// What was just done, as the address of the page that follows tells it: a word of ours and a number.
enum ConsoleNote {
    static let all = [
        "paused", "resumed", "cancelled", "retried", "discarded", "nothing", "more",
    ]

    static func text(_ request: Request, _ words: PageWords) -> String? {
        let query = request.uri.queryParameters
        guard let done = query["done"].map(String.init), all.contains(done) else { return nil }
        let count = query["count"].flatMap { Int($0) } ?? 1
        return words("done.\(done)", ["count": Figure.count(count)])
    }
}
