/// What a verification of the whole ledger found.
struct LedgerReport: Codable, Hashable, Sendable {
    var cases = 0
    var entries = 0
    var anchors = 0
    /// Every problem, also those beyond the list.
    var problemCount = 0
    /// The first thousand.
    var problems: [LedgerProblem] = []

    static let listedMax = 1000

    /// Adds what another page found.
    mutating func add(_ page: LedgerReport) {
        cases += page.cases
        entries += page.entries
        anchors += page.anchors
        problemCount += page.problemCount
        problems.append(contentsOf: page.problems.prefix(Self.listedMax - problems.count))
    }

    mutating func add(_ found: [LedgerProblem]) {
        problemCount += found.count
        problems.append(contentsOf: found.prefix(Self.listedMax - problems.count))
    }
}
