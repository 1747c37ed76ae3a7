import Models

/// Something that is wrong with a ledger.
struct LedgerProblem: Codable, Hashable, Sendable {
    /// What was found.
    enum Kind: String, Codable, CaseIterable, Sendable {
        /// The entry's content does not fit its hash: it was changed, or moved to another place.
        case changed
        /// The entry does not follow on the one before: something was inserted, removed or reordered here.
        case unlinked
        /// A number is missing in the middle.
        case missing
        /// The end was cut off.
        case truncated
        /// There are entries after the end.
        case inserted
        /// The entries' case is not there.
        case caseMissing = "case_missing"
        /// The case's row does not stand where its entries lead.
        case stateDiffers = "state_differs"
        /// The request's words are not those that came in.
        case wordsChanged = "words_changed"
    }

    var caseID: CaseID
    /// The case's number, where there is a row.
    var caseNumber: String?
    /// The entry; nil where the case as a whole is meant.
    var seq: Int?
    var kind: Kind
    var detail: String
}
