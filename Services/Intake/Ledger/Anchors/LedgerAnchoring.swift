import Foundation
import Models
import Postgres

/// Takes the anchor of a day over everything that the ledger holds, in bounded memory.
struct LedgerAnchoring: Sendable {
    /// How many cases are looked at by one statement.
    var pageSize = 5000
    private let store = LedgerAnchorStore()

    init() {}

    /// The day's anchor, taken within `transaction`; nil where that day, or a later one, has its anchor already. Entries of
    /// transactions that are still running go under the next day's.
    func anchor(_ day: LocalDate, in transaction: Transaction) async throws -> LedgerAnchor? {
        try await transaction.execute("SELECT pg_advisory_xact_lock(hashtextextended('intake.ledger_anchor', 0))")
        let last = try await store.latest(on: transaction)
        if let last, last.day >= day { return nil }
        try await cover(day, in: transaction)
        let tree = try await tree(day, in: transaction)
        let previous = last?.root ?? LedgerChain.origin
        let now = try await transaction.query("SELECT clock_timestamp()")[0].decode(Date.self)
        let anchor = LedgerAnchor(
            day: day, root: LedgerAnchor.root(after: previous, day: day, over: tree), previousRoot: previous,
            entries: tree.count, at: now)
        try await store.insert(anchor, in: transaction)
        return anchor
    }

    // MARK: - Private

    private func cover(_ day: LocalDate, in transaction: Transaction) async throws {
        var start: CaseID? = .lowest
        while let from = start {
            let next = try await transaction.query(
                "SELECT id FROM intake.intake_case WHERE id > \(from) ORDER BY id OFFSET \(pageSize - 1) LIMIT 1"
            ).first?.decode(CaseID.self)
            try await store.cover(day, after: from, upTo: next ?? .highest, in: transaction)
            start = next
        }
    }

    private func tree(_ day: LocalDate, in transaction: Transaction) async throws -> MerkleTree {
        var tree = MerkleTree()
        var start: CaseID? = .lowest
        while let from = start {
            start = try await store.grow(&tree, day: day, after: from, limit: pageSize, in: transaction)
        }
        return tree
    }
}

extension CaseID {
    /// Before every case.
    static let lowest = CaseID(rawValue: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))
    /// Behind every case.
    static let highest = CaseID(
        rawValue: UUID(uuid: (255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)))
}
