import Models

/// What Intake found in its ledger, page by page and in all.
struct LedgerFindings: Codable, Hashable, Sendable {
    /// Intake's answer for one page.
    struct Page: Decodable {
        var report: LedgerFindings
        var next: String?
        var casesTotal: Int?
        /// The anchor that was recomputed to its end on the page.
        var anchor: LedgerRoot?
    }

    /// Something that is wrong with a case's entries, or with an anchor.
    struct Problem: Codable, Hashable, Sendable {
        var caseID: String?
        var caseNumber: String?
        var seq: Int?
        /// The day of the anchor that is meant.
        var day: LocalDate?
        var kind: String
        var detail: String

        /// For people.
        var text: String {
            let subject = caseNumber ?? caseID ?? day.map { "anchor \($0)" } ?? "ledger"
            return "\(subject)\(seq.map { " entry \($0)" } ?? ""): \(kind): \(detail)"
        }
    }

    var cases = 0
    var entries = 0
    var anchors = 0
    /// Every problem, also those beyond the list.
    var problemCount = 0
    /// The first thousand.
    var problems: [Problem] = []

    static let listedMax = 1000

    /// Adds what another page found.
    mutating func add(_ page: LedgerFindings) {
        cases += page.cases
        entries += page.entries
        anchors += page.anchors
        problemCount += page.problemCount
        problems.append(contentsOf: page.problems.prefix(Self.listedMax - problems.count))
    }

    /// Adds what is wrong with the anchors, recomputed from the entries, by roots that were kept elsewhere.
    mutating func compare(_ kept: [LedgerRoot], with recomputed: [LedgerRoot]) {
        for kept in kept {
            let now = recomputed.filter { $0.day == kept.day }.map(\.root)
            guard !now.contains(where: { $0.hasPrefix(kept.root) }) else { continue }
            let problem =
                now.isEmpty
                ? Problem(day: kept.day, kind: "anchor_missing", detail: "the ledger has no anchor of that day")
                : Problem(
                    day: kept.day, kind: "anchor_differs",
                    detail: "the entries give \(now.joined(separator: ", ")), not \(kept.root)")
            problemCount += 1
            problems.append(problem)
        }
    }
}
