import Foundation
import Models

/// One line of the ledger (台账): what was done to a case, by whom, when, chained to the line before by its hash.
struct LedgerEntry: Hashable, Sendable {
    var caseID: CaseID
    /// From 1, without gaps.
    var seq: Int
    /// In whole microseconds, as PostgreSQL keeps it.
    var at: Date
    /// `kiosk:<id>`, `staff:<username>`, `hotline`, `system`.
    var actor: String
    /// The stored name of a `CaseAction`; kept as text so that a line of a newer version can still be verified.
    var actionName: String
    var from: CaseState?
    var to: CaseState?
    var reason: String?
    /// A JSON object, byte for byte as hashed.
    var payload: String
    var previousHash: [UInt8]
    var hash: [UInt8]

    /// What the entry records; nil for a name that this version does not know.
    var action: CaseAction? { CaseAction(rawValue: actionName) }
}
