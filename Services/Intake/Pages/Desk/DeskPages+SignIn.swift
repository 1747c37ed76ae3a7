import HTTPTypes
import Hummingbird
import ServiceKit

extension DeskPages {
    @Sendable
    func askToSignIn(_ request: Request, _ context: BangbanContext) async throws -> Response {
        let words = frame.words(PageLanguage.of(request))
        let query = request.uri.queryParameters
        return try signInPage(
            request, back: query["return"].map(String.init),
            problem: query["expired"] == nil ? nil : words("desk.sign_in.expired"))
    }

    @Sendable
    func signIn(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try SameOrigin.require(request)
        let form = try await FormBody(request, limit: 4096)
        let words = frame.words(PageLanguage.of(request))
        let username = form.text("username") ?? ""
        do {
            let session = try await intake.staff.signIn(username: username, password: form["password"] ?? "")
            var response = frame.redirect(to: Self.local(form["return"]))
            if let token = SecretToken(session.token) { response.setCookie(cookie.carrying(token)) }
            return response
        } catch let problem as Problem where problem.type == "too-many-tries" {
            return try signInPage(
                request, username: username, back: form["return"], problem: words("desk.sign_in.too_many"),
                status: .tooManyRequests)
        } catch let problem as Problem where problem.status == .unauthorized {
            return try signInPage(
                request, username: username, back: form["return"], problem: words("desk.sign_in.failed"),
                status: .unauthorized)
        }
    }

    @Sendable
    func signOut(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            _ = try await form(request, visit)
            try await intake.staff.signOut(visit.session.token)
            var response = frame.redirect(to: "/desk/sign-in")
            response.setCookie(cookie.clearing)
            return response
        }
    }

    // MARK: - Private

    private func signInPage(
        _ request: Request, username: String = "", back: String?, problem: String?,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        var view: [String: Any] = ["returnPath": Self.local(back)]
        view["problem"] = problem
        view["username"] = username.isEmpty ? nil : username
        return try frame.page(
            "desk_sign_in", view, request: request,
            address: PageQuery.address("/desk/sign-in", [("return", back)], open: true), status: status)
    }

    /// Only ways into the desk itself: a sign-in page must not lead to another site.
    private static func local(_ path: String?) -> String {
        guard let path, path == "/desk" || path.hasPrefix("/desk?") || path.hasPrefix("/desk/cases/"),
            !path.contains("\\"), path.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F })
        else { return "/desk" }
        return path
    }
}
