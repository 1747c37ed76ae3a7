import Hummingbird
import Models
import ServiceKit

/// How a person wants the kiosk's screen: language and size of text. The choice lasts until the screen is wiped.
struct KioskDisplay: Sendable {
    static let sizeCookie = "text"

    let language: Language
    let isLarge: Bool

    /// A choice made in this request counts first, then the cookies. The browser's own language does not: it is the device's.
    init(_ request: Request, _ form: FormBody?) {
        let query = request.uri.queryParameters
        let chosen = form?.text("lang") ?? query["lang"].map(String.init)
        let size = form?.text("large") ?? query["large"].map(String.init)
        language =
            chosen.flatMap(Language.init(rawValue:))
            ?? request.cookies[PageLanguage.cookieName].flatMap { Language(rawValue: $0.value) } ?? .chinese
        isLarge = size.map { $0 == "on" } ?? (request.cookies[Self.sizeCookie]?.value == "large")
    }

    /// Cookies that keep the choice from page to page and end with the browser.
    func cookies(isSecure: Bool) -> [Cookie] {
        [(PageLanguage.cookieName, language.rawValue), (Self.sizeCookie, isLarge ? "large" : "normal")].map {
            Cookie(name: $0.0, value: $0.1, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax)
        }
    }

    /// Cookies that take the choice back.
    static func forgetting(isSecure: Bool) -> [Cookie] {
        [PageLanguage.cookieName, sizeCookie].map {
            Cookie(name: $0, value: "none", maxAge: 0, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax)
        }
    }
}
