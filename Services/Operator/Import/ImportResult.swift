/// What an import came to.
struct ImportResult: Codable, Hashable, Sendable, CustomStringConvertible {
    /// Rows of the file, broken ones included.
    var received = 0
    /// New cases.
    var added = 0
    /// Rows that were cases already.
    var duplicates = 0
    /// Rows in the reject file.
    var rejected = 0
    /// How long it took.
    var seconds = 0.0

    /// Rows a second; 0 when it took no time.
    var rowsPerSecond: Double { seconds > 0 ? Double(received) / seconds : 0 }

    var description: String {
        "received \(received), added \(added), duplicates \(duplicates), rejected \(rejected) in "
            + "\(Figure.seconds(seconds)) s (\(Figure.count(Int(rowsPerSecond))) rows/s)"
    }
}
