public import Foundation
public import Hummingbird

/// The cookie that carries a session's secret: HttpOnly, SameSite, and Secure where the public URL is https.
public struct SessionCookie: Sendable {
    /// The cookie's name; `__Host-` is put before it where the cookie is Secure.
    public let name: String
    /// Whether browsers send it along from other sites: never (`strict`), or when the person follows a link (`lax`).
    public let sameSite: Cookie.SameSite
    /// How long browsers keep it.
    public let lifetime: Duration
    /// Whether it travels by https only.
    public let isSecure: Bool

    /// Describes a cookie; `publicURL` decides whether it is Secure.
    public init(_ name: String, publicURL: URL, sameSite: Cookie.SameSite = .lax, lifetime: Duration) {
        isSecure = publicURL.scheme?.lowercased() == "https"
        self.name = isSecure ? "__Host-\(name)" : name
        self.sameSite = sameSite
        self.lifetime = lifetime
    }

    /// The cookie for a new session.
    public func carrying(_ token: SecretToken) -> Cookie {
        cookie(token.text, seconds: Int(lifetime.components.seconds))
    }

    /// The cookie that takes the session away.
    public var clearing: Cookie { cookie("none", seconds: 0) }

    /// The session's secret in a request; nil when there is none or it cannot be one.
    public func token(in request: Request) -> SecretToken? {
        request.cookies[name].flatMap { SecretToken($0.value) }
    }

    private func cookie(_ value: String, seconds: Int) -> Cookie {
        Cookie(
            name: name, value: value, maxAge: seconds, path: "/", secure: isSecure, httpOnly: true, sameSite: sameSite)
    }
}
