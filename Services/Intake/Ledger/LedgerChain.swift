import Crypto
import Foundation
import Models

/// The end of a case's chain, to which the next entry is added.
struct LedgerChain: Hashable, Sendable {
    let caseID: CaseID
    private(set) var count: Int
    private(set) var head: [UInt8]

    /// What the first entry has for its predecessor.
    static let origin = [UInt8](repeating: 0, count: 32)

    /// A chain that has no entry yet.
    init(caseID: CaseID) {
        self.init(caseID: caseID, count: 0, head: Self.origin)
    }

    /// A chain as the case row describes it.
    init(caseID: CaseID, count: Int, head: [UInt8]) {
        self.caseID = caseID
        self.count = count
        self.head = head
    }

    /// Gives `draft` its number and hash and moves the end.
    mutating func append(_ draft: LedgerDraft) -> LedgerEntry {
        var entry = LedgerEntry(
            caseID: caseID, seq: count + 1, at: draft.at, actor: draft.actor, actionName: draft.action.rawValue,
            from: draft.from, to: draft.to, reason: draft.reason, payload: draft.payload, previousHash: head,
            hash: [])
        entry.hash = entry.computedHash()
        count += 1
        head = entry.hash
        return entry
    }
}

extension LedgerEntry {
    /// SHA-256 over the canonical form: a version tag, then each field in fixed order, numbers big-endian, texts with their
    /// length in front (all ones where absent), so that no two different entries share a form.
    func computedHash() -> [UInt8] {
        var form = CanonicalForm(reserving: 200 + payload.utf8.count)
        form.append(raw: previousHash)
        withUnsafeBytes(of: caseID.rawValue.uuid) { form.append(raw: $0) }
        form.append(Int64(seq))
        form.append(at.microseconds)
        form.append(actor)
        form.append(actionName)
        form.append(from?.rawValue)
        form.append(to?.rawValue)
        form.append(reason)
        form.append(payload)
        return Array(SHA256.hash(data: form.bytes))
    }
}
