/// Reads CSV (RFC 4180) from chunks of bytes, in bounded memory.
///
/// Append bytes as they come, take entries until `next()` gives nil, and call `finish()` after the last chunk:
///
///     reader.append(chunk)
///     while let entry = reader.next() { … }
///
/// Lines end with LF or CRLF; empty lines are passed over; a UTF-8 byte-order mark at the beginning is left out. After a broken
/// record the reader goes on at the next line; where a quote was opened and not properly closed, at the line after that quote,
/// so that one stray quote does not swallow the records after it.
public struct CSVReader: Sendable {
    /// The number of fields each record must have; nil takes any. Set it once the header is known.
    public var fieldCount: Int?
    /// The line that the next entry begins on, from 1.
    public internal(set) var line = 1

    let limits: CSVLimits
    var buffer: [UInt8] = []
    /// Where in `buffer` the current record begins.
    var start = 0
    private(set) var isFinished = false
    private var isAtBeginning = true
    private var scan = CSVScan()
    var discarded: Discard?

    /// The rest of an overlong line: passed over until its end, then reported.
    struct Discard: Sendable {
        var error: CSVError
        var raw: [UInt8]
    }

    /// A reader with limits.
    public init(limits: CSVLimits = CSVLimits()) { self.limits = limits }

    /// Takes more bytes.
    public mutating func append(_ bytes: some Sequence<UInt8>) {
        if start > 0 {
            buffer.removeSubrange(..<start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// Says that no more bytes will come.
    public mutating func finish() { isFinished = true }

    /// The next entry; nil when more bytes are needed or, after `finish()`, at the end.
    public mutating func next() -> CSVEntry? {
        guard skipByteOrderMark() else { return nil }
        while start < buffer.count || discarded != nil {
            if discarded != nil {
                guard let entry = finishDiscarding() else { return nil }
                return entry
            }
            switch advanceScan() {
            case .needsMore: return nil
            case .blank: passOver(scan.position)
            case .record: return takeRecord()
            case .failure(let failure): if let entry = recover(from: failure) { return entry }
            }
        }
        return nil
    }

    // MARK: - Private

    /// False while the first three bytes are not there yet.
    private mutating func skipByteOrderMark() -> Bool {
        guard isAtBeginning else { return true }
        guard buffer.count >= 3 || isFinished else { return false }
        isAtBeginning = false
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
        return true
    }

    private mutating func advanceScan() -> CSVScan.Outcome {
        let limits = limits
        let start = start
        let isFinished = isFinished
        return buffer.withUnsafeBufferPointer { bytes in
            scan.advance(UnsafeBufferPointer(rebasing: bytes[start...]), isFinished: isFinished, limits: limits)
        }
    }

    private mutating func takeRecord() -> CSVEntry {
        let record = CSVRecord(
            line: line, raw: Array(buffer[start..<start + scan.position]), bounds: scan.fields)
        let lines = max(1, scan.lineBreaks)
        passOver(scan.position, lines: lines)
        if let error = record.encodingError { return .malformed(error, line: record.line, raw: record.raw) }
        if let fieldCount, record.count != fieldCount {
            let column = record.column(of: min(fieldCount, record.count))
            let problem = CSVError.Problem.fieldCount(found: record.count, expected: fieldCount)
            return .malformed(
                CSVError(line: record.line, column: column, problem: problem), line: record.line, raw: record.raw)
        }
        return .record(record)
    }

    mutating func passOver(_ count: Int, lines: Int = 1) {
        start += count
        line += lines
        scan = CSVScan()
    }
}
