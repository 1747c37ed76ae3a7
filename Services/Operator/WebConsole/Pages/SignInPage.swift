import HTTPTypes
import Hummingbird
import Logging
import ServiceKit

extension WebConsole {
    @Sendable
    func askToSignIn(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try signInPage(request, back: request.uri.queryParameters["return"].map(String.init))
    }

    @Sendable
    func signIn(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try SameOrigin.require(request)
        let form = try await FormBody(request, limit: 4096)
        let name = String((form.text("name") ?? "").lowercased().prefix(64))
        let again = { (problem: String, status: HTTPResponse.Status) in
            try signInPage(request, name: name, back: form["return"], problem: "sign_in.\(problem)", status: status)
        }
        guard let guest = guestCookie.token(in: request), (try? CSRFToken(session: guest).require(form["csrf"])) != nil
        else { return try again("expired", .forbidden) }
        if tries.take(name) != nil { return try again("too_many", .tooManyRequests) }
        guard try await accounts.matches(name, form["password"] ?? "") else {
            logger.warning("sign-in refused", metadata: ["user": "\(name)", "address": "\(context.clientAddress)"])
            return try again("failed", .unauthorized)
        }
        tries.forget(name)
        let session = sessions.begin(name)
        logger.notice("signed in", metadata: ["user": "\(name)", "address": "\(context.clientAddress)"])
        var response = frame.redirect(to: Self.local(form["return"]))
        response.setCookie(cookie.carrying(session.token))
        response.setCookie(guestCookie.clearing)
        return response
    }

    @Sendable
    func signOut(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            _ = try await form(request, visit)
            sessions.end(visit.session)
            var response = frame.redirect(to: "/sign-in")
            response.setCookie(cookie.clearing)
            return response
        }
    }

    // MARK: - Private

    private func signInPage(
        _ request: Request, name: String = "", back: String?, problem: String? = nil,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let guest = guestCookie.token(in: request) ?? .random()
        let words = frame.words(PageLanguage.of(request))
        var view: [String: Any] = ["returnPath": Self.local(back), "csrf": CSRFToken(session: guest).text]
        view["problem"] = problem.map { words($0) }
        view["name"] = name.isEmpty ? nil : name
        var response = try frame.page(
            "sign_in", view, request: request,
            address: PageQuery.address("/sign-in", [("return", back)], open: true), status: status)
        response.setCookie(guestCookie.carrying(guest))
        return response
    }

    /// Only ways into the console itself: a sign-in page must not lead to another site.
    static func local(_ path: String?) -> String {
        guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\"),
            path.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F })
        else { return "/" }
        return path
    }
}
