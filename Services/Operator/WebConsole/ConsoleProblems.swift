import Hummingbird
import Models
import ServiceKit

/// Problems as people see them. Programs get the problem document.
struct ConsoleProblems: Sendable {
    let frame: PageFrame

    func response(_ problem: Problem, _ request: Request, _ context: BangbanContext) -> Response? {
        let words = frame.words(PageLanguage.of(request))
        let key = Self.key(problem)
        let view = View(
            status: problem.status.code, heading: words("error.\(key).title"), text: words("error.\(key).text"),
            reference: problem.status.code >= 500 ? context.requestID : nil)
        return try? frame.page(
            "notice", view, request: request, address: "\(request.uri.path)?", status: problem.status)
    }

    private static func key(_ problem: Problem) -> String {
        switch problem.status.code {
        case 403: problem.type == "form-expired" ? "expired" : "403"
        case 404, 405: "404"
        case 429: "429"
        case 504: "504"
        case 502, 503: "503"
        case 500...: "500"
        default: "400"
        }
    }

    private struct View {
        let status: Int
        let heading: String
        let text: String
        let reference: String?
    }
}
