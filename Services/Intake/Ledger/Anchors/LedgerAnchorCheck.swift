import Models
import Postgres

/// Recomputes the anchors from the entries, a page at a time.
struct LedgerAnchorCheck: Sendable {
    /// How many cases are looked at by one page.
    let pageSize: Int
    private let store = LedgerAnchorStore()

    init(pageSize: Int) { self.pageSize = pageSize }

    /// The next page: some cases of one anchor, or the end of it.
    func page(_ place: AnchorPlace, in transaction: Transaction) async throws -> LedgerPage {
        guard let (anchor, rootBefore) = try await store.next(after: place.done, in: transaction) else {
            return try await end(in: transaction)
        }
        var tree = place.tree
        if let last = try await store.grow(
            &tree, day: anchor.day, after: place.after, limit: pageSize, in: transaction)
        {
            let next = AnchorPlace(done: place.done, after: last, tree: tree)
            return LedgerPage(report: LedgerReport(), next: LedgerCursor.anchors(next).text)
        }
        let root = LedgerAnchor.root(after: anchor.previousRoot, day: anchor.day, over: tree)
        var page = LedgerPage(
            report: LedgerReport(anchors: 1), next: LedgerCursor.anchors(AnchorPlace(done: anchor.day)).text)
        page.anchor = RecomputedAnchor(day: anchor.day, root: HexDigits.text(root))
        page.report.add(problems(anchor, rootBefore: rootBefore, root: root, tree))
        return page
    }

    // MARK: - Private

    private func problems(
        _ anchor: LedgerAnchor, rootBefore: [UInt8], root: [UInt8], _ tree: MerkleTree
    ) -> [LedgerProblem] {
        var problems: [LedgerProblem] = []
        if anchor.previousRoot != rootBefore {
            problems.append(
                LedgerProblem(
                    day: anchor.day, kind: .anchorUnlinked,
                    detail: "the anchor does not carry the root of the one before"))
        }
        if anchor.root != root {
            problems.append(
                LedgerProblem(
                    day: anchor.day, kind: .anchorDiffers,
                    detail: "its \(anchor.entries) entries, of which \(tree.count) are there, no longer give its root"))
        }
        return problems
    }

    private func end(in transaction: Transaction) async throws -> LedgerPage {
        var page = LedgerPage(report: LedgerReport())
        if let day = try await store.lostDay(in: transaction) {
            page.report.add([
                LedgerProblem(
                    day: day, kind: .anchorMissing, detail: "entries are covered by an anchor that is not there")
            ])
        }
        return page
    }
}

/// Where a page of the anchors' verification ended.
struct AnchorPlace: Hashable, Sendable {
    /// The anchors up to this day are recomputed.
    var done: LocalDate?
    /// Of the next one, the cases up to this one are in `tree`.
    var after = CaseID.lowest
    var tree = MerkleTree()
}
