/// What became of the rows of an import.
struct ImportReport: Codable, Hashable, Sendable {
    /// A row that was refused, and where in the caller's file.
    struct Rejection: Codable, Hashable, Sendable {
        var line: Int
        var column: Int
        var reason: String
        var externalID: String?
    }

    /// Rows in the body, without the header.
    var received = 0
    /// New cases.
    var added = 0
    /// Rows that were cases already, or stood twice in the body.
    var duplicates = 0
    var rejected: [Rejection] = []
}
