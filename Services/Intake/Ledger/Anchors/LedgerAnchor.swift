import Crypto
import Foundation
import Models

/// One hash over everything that the ledger held on a day.
struct LedgerAnchor: Hashable, Sendable {
    /// When it was taken, early in the morning.
    var day: LocalDate
    var root: [UInt8]
    /// The anchor before; `LedgerChain.origin` for the first.
    var previousRoot: [UInt8]
    /// How many entries came in since the anchor before.
    var entries: Int
    var at: Date

    /// SHA-256 over a version tag, the root before, the day as text with its length in front, the number of entries
    /// big-endian, and the Merkle root of the hashes of the entries, in the order of case and number.
    static func root(after previous: [UInt8], day: LocalDate, over tree: MerkleTree) -> [UInt8] {
        var form = CanonicalForm(tag: "bangban.anchor.1", reserving: 120)
        form.append(raw: previous)
        form.append(day.description)
        form.append(Int64(tree.count))
        form.append(raw: tree.root)
        return Array(SHA256.hash(data: form.bytes))
    }

    /// What is told to others.
    var event: LedgerAnchored {
        LedgerAnchored(
            day: day, root: HexDigits.text(root), previousRoot: HexDigits.text(previousRoot), entries: entries, at: at)
    }
}

/// A day's anchor as the entries make it now.
struct RecomputedAnchor: Codable, Hashable, Sendable {
    var day: LocalDate
    /// In hexadecimal.
    var root: String
}
