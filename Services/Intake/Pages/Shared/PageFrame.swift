import Foundation
import HTTPTypes
import Hummingbird
import Models
import ServiceKit

/// What all pages share: templates, the version of the assets, the hall's time zone.
struct PageFrame: Sendable {
    let renderer: PageRenderer
    let assets: String
    let timeZone: TimeZone
    /// Under which people reach the service.
    let publicURL: URL

    /// Whether cookies travel by https only.
    var isSecure: Bool { publicURL.scheme?.lowercased() == "https" }

    /// Parses the templates; throws `PageError` when one is wrong.
    init(publicURL: String, timeZone: TimeZone, assets: PageAssets) throws {
        guard let url = URL(string: publicURL) else { throw PageError("PUBLIC_URL is not a URL") }
        renderer = try PageTemplates.renderer()
        self.assets = assets.version
        self.timeZone = timeZone
        self.publicURL = url
    }

    func words(_ language: Language) -> PageWords {
        PageWords(renderer: renderer, language: language, timeZone: timeZone)
    }

    /// A page outside the kiosk. `address` ends with `?` or `&`: the switch of language puts its choice behind it.
    func page(
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
    func redirect(to address: String) -> Response {
        Response(status: .seeOther, headers: [.location: address, .cacheControl: "no-store"])
    }

    private struct Outer {
        let assets: String
        let large = false
        let isEnglish: Bool
        let address: String
    }
}
