import Foundation

/// A ledger entry before it has its place in the chain.
struct LedgerDraft: Sendable {
    var at: Date
    var actor: String
    var action: CaseAction
    var from: CaseState?
    var to: CaseState?
    var reason: String?
    /// A JSON object.
    var payload: String = "{}"
}
