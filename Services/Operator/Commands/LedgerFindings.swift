/// What Intake found in its ledger, page by page and in all.
struct LedgerFindings: Codable, Hashable, Sendable {
    /// Intake's answer for one page.
    struct Page: Decodable {
        var report: LedgerFindings
        var next: String?
        var casesTotal: Int?
    }

    /// Something that is wrong with a case's entries.
    struct Problem: Codable, Hashable, Sendable {
        var caseID: String
        var caseNumber: String?
        var seq: Int?
        var kind: String
        var detail: String

        /// For people.
        var text: String { "\(caseNumber ?? caseID)\(seq.map { " entry \($0)" } ?? ""): \(kind): \(detail)" }
    }

    var cases = 0
    var entries = 0
    /// Every problem, also those beyond the list.
    var problemCount = 0
    /// The first thousand.
    var problems: [Problem] = []

    static let listedMax = 1000

    /// Adds what another page found.
    mutating func add(_ page: LedgerFindings) {
        cases += page.cases
        entries += page.entries
        problemCount += page.problemCount
        problems.append(contentsOf: page.problems.prefix(Self.listedMax - problems.count))
    }
}
