import Foundation
import Models
import ServiceKit

/// A link to a week's page that works without a token until it expires.
struct ReportLink: Sendable {
    let searchHash: SearchHash
    let publicURL: URL

    /// The address of a week's page, good until a moment.
    func url(_ week: ISOWeek, language: Language, expires: Date) -> String {
        let seconds = Int(expires.timeIntervalSince1970)
        let base =
            publicURL.absoluteString.hasSuffix("/")
            ? String(publicURL.absoluteString.dropLast()) : publicURL.absoluteString
        return "\(base)/reports/weekly/\(week)?lang=\(language.rawValue)&expires=\(seconds)&signature="
            + signature(week, seconds)
    }

    /// Whether a signature is ours and not yet expired.
    func allows(_ week: ISOWeek, expires: String?, signature: String?, now: Date) -> Bool {
        guard let seconds = expires.flatMap(Int.init), let signature, let given = Base64URL.decode(signature),
            Double(seconds) > now.timeIntervalSince1970
        else { return false }
        let expected = hash(week, seconds)
        // Every byte is looked at, whether or not one before it differs.
        return given.count == expected.count && zip(given, expected).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func signature(_ week: ISOWeek, _ seconds: Int) -> String { Base64URL.encode(hash(week, seconds)) }

    private func hash(_ week: ISOWeek, _ seconds: Int) -> [UInt8] {
        searchHash.hash("\(week)|\(seconds)", field: "report-link")
    }
}
