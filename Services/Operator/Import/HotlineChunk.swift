import Models

/// Some whole records of a hotline file, as one body for Intake.
struct HotlineChunk: Sendable {
    /// A record of the body, by its line in the file.
    struct Row: Sendable {
        var line: Int
        var record: CSVRecord
    }

    /// Bytes of the file that are no record.
    struct Broken: Sendable {
        var error: CSVError
        var raw: [UInt8]
    }

    /// The line in the file of the first record.
    var firstLine = 0
    /// The header and the records' own bytes, with empty lines where the file's lines are not in the body, so that the lines of
    /// the body follow those of the file.
    var body: [UInt8] = []
    var rows: [Row] = []
    var broken: [Broken] = []
    /// How far into the file it reaches, in bytes.
    var end = 0

    /// Whether there is nothing in it.
    var isEmpty: Bool { rows.isEmpty && broken.isEmpty }
}
