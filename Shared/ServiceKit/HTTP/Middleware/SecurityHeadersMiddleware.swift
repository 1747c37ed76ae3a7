internal import HTTPTypes
public import Hummingbird

/// Headers that keep browsers from doing what our pages never need (OWASP Secure Headers).
public struct SecurityHeadersMiddleware: RouterMiddleware {
    /// The context of our routers.
    public typealias Context = BangbanContext

    /// Scripts, styles and pictures from ourselves only, forms to ourselves only, no frames.
    public static let standardPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private let policy: String
    private let isSecure: Bool

    /// Sends the policy, and `Strict-Transport-Security` where the public URL is https.
    public init(policy: String = standardPolicy, isSecure: Bool) {
        self.policy = policy
        self.isSecure = isSecure
    }

    /// Handles a request.
    public func handle(
        _ request: Request, context: BangbanContext, next: (Request, BangbanContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        let headers: [(HTTPField.Name, String)] = [
            (.contentSecurityPolicy, policy), (.xContentTypeOptions, "nosniff"), (.known("X-Frame-Options"), "DENY"),
            (.known("Referrer-Policy"), "no-referrer"), (.known("Cross-Origin-Opener-Policy"), "same-origin"),
            (.known("Cross-Origin-Resource-Policy"), "same-origin"),
        ]
        for (name, value) in headers where response.headers[name] == nil { response.headers[name] = value }
        if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        return response
    }
}
