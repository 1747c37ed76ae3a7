import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Models
import Postgres
import ServiceKit

/// The page of a week, as in the mail: for the operator's token or a signed link.
struct WeeklyPageController: Sendable {
    let summaries: WeeklySummaries
    let link: ReportLink
    let operatorTokenHash: TokenHash?

    /// `GET /reports/weekly/{week}`.
    func page(_ request: Request, _ context: BangbanContext) async throws -> Response {
        let week = try WeeklyReportController.week(context)
        guard try await isAllowed(request, week) else {
            throw Problem.unauthorized("The link has expired or is not ours; ask the operator for a new one.")
        }
        let edition = try await summaries.edition(week)
        let language = PageLanguage.of(request)
        let documents = summaries.documents
        let html = try await Rendering.run {
            try documents.page(edition.figures, fingerprint: edition.fingerprint, language: language)
        }
        var response = WeeklyReportController.response(Array(html.utf8), "text/html; charset=utf-8")
        // The page is the mail's: styles stand in its elements, charts are data.
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'"
        return response
    }

    // MARK: - Private

    private func isAllowed(_ request: Request, _ week: ISOWeek) async throws -> Bool {
        if let expected = operatorTokenHash, let token = request.bearerToken {
            return TokenHash(hashing: token) == expected
        }
        let query = request.uri.queryParameters
        let now = try await summaries.client.query("SELECT now()")[0].decode(Date.self)
        return link.allows(
            week, expires: query["expires"].map(String.init), signature: query["signature"].map(String.init), now: now)
    }
}
