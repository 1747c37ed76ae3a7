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
        /// The entries that an anchor covers are not those that it was taken over.
        case anchorDiffers = "anchor_differs"
        /// The anchor does not follow on the one before.
        case anchorUnlinked = "anchor_unlinked"
        /// An anchor was taken away.
        case anchorMissing = "anchor_missing"
    }

    /// Nil where an anchor is meant.
    var caseID: CaseID?
    /// The case's number, where there is a row.
    var caseNumber: String?
    /// The entry; nil where the case as a whole is meant.
    var seq: Int?
    /// The day of the anchor that is meant.
    var day: LocalDate?
    var kind: Kind
    var detail: String

    /// What is meant, for people.
    var place: String {
        let subject = caseNumber ?? caseID?.description ?? day.map { "anchor \($0)" } ?? ""
        return subject + (seq.map { " entry \($0)" } ?? "")
    }
}
