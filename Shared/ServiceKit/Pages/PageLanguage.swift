internal import Foundation
internal import HTTPTypes
public import Hummingbird
public import Models

/// Which language a page is shown in.
public enum PageLanguage {
    /// The cookie that remembers a choice.
    public static let cookieName = "lang"

    /// `?lang=`, else the cookie, else `Accept-Language`, else Chinese.
    public static func of(_ request: Request) -> Language {
        if let chosen = chosen(in: request) { return chosen }
        if let cookie = request.cookies[cookieName], let language = Language(rawValue: cookie.value) { return language }
        return accepted(request.headers[.acceptLanguage] ?? "") ?? .chinese
    }

    /// The language that the request's `?lang=` chooses; nil when it chooses none that exists.
    public static func chosen(in request: Request) -> Language? {
        request.uri.queryParameters["lang"].flatMap { Language(rawValue: String($0)) }
    }

    /// Remembers a choice for a year.
    public static func cookie(_ language: Language, isSecure: Bool) -> Cookie {
        Cookie(
            name: cookieName, value: language.rawValue, maxAge: 31_536_000, path: "/", secure: isSecure, httpOnly: true,
            sameSite: .lax)
    }

    /// The best of our languages by RFC 9110 section 12.5.4; regions do not matter.
    static func accepted(_ header: String) -> Language? {
        let wishes = header.prefix(500).split(separator: ",").compactMap { wish(in: $0) }
        // The first of the heaviest: max(by:) would take the last.
        var best: (language: Language, weight: Double)?
        for wish in wishes where wish.weight > (best?.weight ?? 0) { best = wish }
        return best?.language
    }

    private static func wish(in text: Substring) -> (language: Language, weight: Double)? {
        let parts = text.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
        guard let tag = parts.first?.split(separator: "-").first, let language = Language(rawValue: tag.lowercased())
        else { return nil }
        let quality = parts.dropFirst().first { $0.hasPrefix("q=") }
        return (language, quality.map { Double($0.dropFirst(2)) ?? 0 } ?? 1)
    }
}
