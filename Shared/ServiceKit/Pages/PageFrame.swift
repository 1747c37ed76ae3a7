public import Foundation
public import HTTPTypes
public import Hummingbird
public import Models

/// What all pages of a service share: templates, the version of the assets, the time zone.
public struct PageFrame: Sendable {
    /// The templates and texts.
    public let renderer: PageRenderer
    /// The version of the assets.
    public let assets: String
    /// Whose dates are shown.
    public let timeZone: TimeZone
    /// Under which people reach the service.
    public let publicURL: URL

    /// Whether cookies travel by https only.
    public var isSecure: Bool { publicURL.scheme?.lowercased() == "https" }

    /// A frame of parsed templates.
    public init(publicURL: URL, timeZone: TimeZone, assets: PageAssets, renderer: PageRenderer) {
        self.renderer = renderer
        self.assets = assets.version
        self.timeZone = timeZone
        self.publicURL = publicURL
    }

    /// The texts of a language.
    public func words(_ language: Language) -> PageWords {
        PageWords(renderer: renderer, language: language, timeZone: timeZone)
    }

    /// A page in the language that the request asks for. `address` ends with `?` or `&`: the switch of language puts its
    /// choice behind it.
    public func page(
        _ template: String, _ view: Any, request: Request, address: String, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let language = PageLanguage.of(request)
        let outer = Outer(assets: assets, isEnglish: language == .english, address: address)
        var response = try renderer.page(template, PageView(view, outer), language: language, status: status)
        if let chosen = PageLanguage.chosen(in: request) {
            response.setCookie(PageLanguage.cookie(chosen, isSecure: isSecure))
        }
        return response
    }

    /// Sends the browser on with GET, as after every form that changed something.
    public func redirect(to address: String) -> Response {
        Response(status: .seeOther, headers: [.location: address, .cacheControl: "no-store"])
    }

    private struct Outer {
        let assets: String
        let large = false
        let isEnglish: Bool
        let address: String
    }
}
