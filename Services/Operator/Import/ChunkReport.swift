/// Intake's answer to one chunk.
struct ChunkReport: Codable, Hashable, Sendable {
    /// A row that was refused, by its line in the file.
    struct Rejection: Codable, Hashable, Sendable {
        var line: Int
        var column: Int
        var reason: String
    }

    var received = 0
    var added = 0
    var duplicates = 0
    var rejected: [Rejection] = []
}
