import Models

/// Which cases a list shows; nil takes all.
struct CaseFilter: Hashable, Sendable {
    var state: CaseState?
    var colour: DueColour?
    var department: String?
    /// A division with everything in it.
    var regionCode: String?
    var kind: CaseKind?
    var channel: Channel?
    /// Without the closed ones.
    var openOnly = false
    /// A case number, a phone or ID number (found by their hashes), or words of the summary.
    var text: String?
    /// Where the page before ended, as it gave it.
    var cursor: String?
    /// 1 to 200.
    var limit = 50

    static let limitMax = 200
}
