/// How reading goes on after a broken record.
extension CSVReader {
    /// Moves past a broken record: to the end of the line that holds the error, or of the line of the opening quote.
    mutating func recover(from failure: CSVScan.Failure) -> CSVEntry? {
        let place = place(of: failure.offset)
        let error = CSVError(line: place.line, column: place.column, problem: failure.problem(limits))
        guard let end = buffer[(start + failure.offset)...].firstIndex(of: CSVByte.lineFeed) else {
            discarded = Discard(error: error, raw: [])
            return finishDiscarding()
        }
        return malformed(error, upTo: end + 1)
    }

    private mutating func malformed(_ error: CSVError, upTo end: Int, before: [UInt8] = []) -> CSVEntry {
        let raw = Array((before + buffer[start..<end]).prefix(limits.recordBytes))
        let first = line
        let breaks = buffer[start..<end].count { $0 == CSVByte.lineFeed }
        passOver(end - start, lines: breaks)
        return .malformed(error, line: first, raw: raw)
    }

    /// Throws the rest of an overlong line away as it comes; the entry when its end is there.
    mutating func finishDiscarding() -> CSVEntry? {
        guard let discard = discarded else { return nil }
        if let end = buffer[start...].firstIndex(of: CSVByte.lineFeed) {
            discarded = nil
            return malformed(discard.error, upTo: end + 1, before: discard.raw)
        }
        if isFinished {
            discarded = nil
            return malformed(discard.error, upTo: buffer.count, before: discard.raw)
        }
        let room = max(0, limits.recordBytes - discard.raw.count)
        let kept = discard.raw + buffer[start...].prefix(room)
        let breaks = buffer[start...].count { $0 == CSVByte.lineFeed }
        discarded = Discard(error: discard.error, raw: kept)
        let first = line
        passOver(buffer.count - start, lines: breaks)
        line = first
        return nil
    }

    /// Line and column of a byte of the current record.
    private func place(of offset: Int) -> (line: Int, column: Int) {
        let before = buffer[start..<start + offset]
        let breaks = before.count { $0 == CSVByte.lineFeed }
        let lineStart = before.lastIndex(of: CSVByte.lineFeed).map { $0 + 1 } ?? start
        return (line + breaks, start + offset - lineStart + 1)
    }
}
