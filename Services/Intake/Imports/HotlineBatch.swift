import Models

/// The rows of one body, read and checked before the database is touched.
struct HotlineBatch: Sendable {
    private(set) var rows: [HotlineRow] = []
    private(set) var report = ImportReport()

    /// Reads a whole body. `firstLine` is the line that the first row after the header has in the caller's file.
    init(_ bytes: [UInt8], firstLine: Int, format: (CSVRecord) throws(CSVError) -> HotlineFormat) throws(CSVError) {
        var reader = CSVReader()
        reader.append(bytes)
        reader.finish()
        guard let first = reader.next() else { throw CSVError(line: 1, column: 1, problem: .empty) }
        guard case .record(let header) = first else {
            if case .malformed(let error, _, _) = first { throw error }
            return
        }
        let format = try format(header)
        reader.fieldCount = header.count
        // The header is the body's own; the rows after it are lines of the file.
        let shift = firstLine - reader.line
        while let entry = reader.next() {
            report.received += 1
            take(entry, format, shift)
        }
    }

    /// Notes how many of the rows became cases.
    mutating func settle(added: Int) {
        report.added = added
        report.duplicates = rows.count - added
    }

    // MARK: - Private

    private mutating func take(_ entry: CSVEntry, _ format: HotlineFormat, _ shift: Int) {
        switch entry {
        case .malformed(let error, _, _): reject(error, shift, externalID: nil)
        case .record(let record):
            do {
                rows.append(try format.row(record))
            } catch {
                reject(error, shift, externalID: format.externalID(ofRefused: record))
            }
        }
    }

    private mutating func reject(_ error: CSVError, _ shift: Int, externalID: String?) {
        report.rejected.append(
            .init(line: error.line + shift, column: error.column, reason: error.reason, externalID: externalID))
    }
}
