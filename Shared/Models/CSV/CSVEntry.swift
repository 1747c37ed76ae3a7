/// What a reader comes upon.
public enum CSVEntry: Sendable {
    /// A well-formed record.
    case record(CSVRecord)
    /// Bytes that are no record; reading goes on at the next line that may begin one. `raw` holds the bytes passed over, cut
    /// at the record limit; `line` is where they begin.
    case malformed(CSVError, line: Int, raw: [UInt8])
}
