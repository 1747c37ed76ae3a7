/// What the verification of one page of the ledger found.
struct LedgerPage: Codable, Hashable, Sendable {
    var report: LedgerReport
    /// Where the next page begins, as `LedgerCursor` writes it; nil after the last one.
    var next: String?
    /// With the first page: how many cases there are, for whoever shows the progress.
    var casesTotal: Int?
    /// The anchor that was recomputed to its end on this page.
    var anchor: RecomputedAnchor?
}
