import HTTPTypes
import Hummingbird
import Models
import ServiceKit

/// Problems as people see them, in the look of the page they were on. Programs get the problem document.
struct ProblemPages: Sendable {
    let frame: PageFrame

    /// Nil for paths that are no pages.
    func response(_ problem: Problem, _ request: Request, _ context: BangbanContext) -> Response? {
        let path = request.uri.path
        guard !path.hasPrefix("/v1/") else { return nil }
        let onKiosk = path == "/kiosk" || path.hasPrefix("/kiosk/")
        let language = onKiosk ? KioskDisplay(request, nil).language : PageLanguage.of(request)
        let words = frame.words(language)
        let key = Self.key(problem.status)
        let view = View(
            status: problem.status.code, heading: words("error.\(key).title"), text: words("error.\(key).text"),
            reference: problem.status.code >= 500 ? context.requestID : nil,
            returnPath: path.hasPrefix("/desk") ? "/desk" : "/")
        if onKiosk {
            let display = KioskDisplay(request, nil)
            return try? frame.kiosk("kiosk_notice", view, display, address: "/kiosk", status: problem.status)
        }
        return try? frame.page("notice", view, request: request, address: "\(path)?", status: problem.status)
    }

    private static func key(_ status: HTTPResponse.Status) -> String {
        switch status.code {
        case 401, 403: "403"
        case 404, 405: "404"
        case 413: "413"
        case 429: "429"
        case 502, 503, 504: "503"
        case 500...: "500"
        default: "400"
        }
    }

    private struct View {
        let status: Int
        let heading: String
        let text: String
        let reference: String?
        let returnPath: String
    }
}
