extension CSVRecord {
    /// The first byte that is not UTF-8, with a guess at what it is.
    var encodingError: CSVError? {
        do {
            _ = try UTF8Span(validating: raw.span)
            return nil
        } catch {
            let offset = error.byteOffsets.lowerBound
            let before = raw[..<offset]
            let lineStart = before.lastIndex(of: CSVByte.lineFeed).map { $0 + 1 } ?? 0
            return CSVError(
                line: line + before.count { $0 == CSVByte.lineFeed }, column: offset - lineStart + 1,
                problem: .notUTF8(looksLike: Self.guess(raw)))
        }
    }

    /// GB 18030 where every high byte begins a pair of it; UTF-16 where every other byte is zero or a mark begins the text.
    private static func guess(_ raw: [UInt8]) -> String? {
        if raw.starts(with: [0xFF, 0xFE]) || raw.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
        var index = 0
        while index < raw.count {
            guard raw[index] >= 0x80 else {
                index += 1
                continue
            }
            guard (0x81...0xFE).contains(raw[index]), index + 1 < raw.count, (0x40...0xFE).contains(raw[index + 1]),
                raw[index + 1] != 0x7F
            else { return nil }
            index += 2
        }
        return "GBK"
    }
}
