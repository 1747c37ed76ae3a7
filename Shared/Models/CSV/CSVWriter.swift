/// Writes CSV (RFC 4180) as UTF-8 bytes: a field is quoted only where it must be, records end with CRLF or LF.
public struct CSVWriter: Sendable {
    /// The bytes written and not yet taken.
    public private(set) var bytes: [UInt8] = []
    private let lineBreak: [UInt8]

    /// A writer; CRLF as in RFC 4180 unless `lineFeedOnly`.
    public init(lineFeedOnly: Bool = false) {
        lineBreak = lineFeedOnly ? [CSVByte.lineFeed] : [CSVByte.carriageReturn, CSVByte.lineFeed]
    }

    /// Writes one record.
    public mutating func write(_ fields: some Sequence<String>) {
        var isFirst = true
        for field in fields {
            if !isFirst { bytes.append(CSVByte.comma) }
            append(field, isAlone: isFirst)
            isFirst = false
        }
        bytes.append(contentsOf: lineBreak)
    }

    /// Takes the bytes written so far, leaving the writer empty.
    public mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    /// The fields as one record without its line break.
    public static func line(_ fields: some Sequence<String>) -> [UInt8] {
        var writer = CSVWriter(lineFeedOnly: true)
        writer.write(fields)
        return Array(writer.bytes.dropLast())
    }

    private mutating func append(_ field: String, isAlone: Bool) {
        // A record of one empty field would read as an empty line.
        let needsQuotes =
            (isAlone && field.isEmpty)
            || field.utf8.contains { byte in
                byte == CSVByte.quote || byte == CSVByte.comma || byte == CSVByte.lineFeed
                    || byte == CSVByte.carriageReturn
            }
        guard needsQuotes else {
            bytes.append(contentsOf: field.utf8)
            return
        }
        bytes.append(CSVByte.quote)
        for byte in field.utf8 {
            if byte == CSVByte.quote { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(CSVByte.quote)
    }
}
