import CLibPQ

/// One row of a `COPY … TO STDOUT`.
public struct CopyOutRow: Sendable {
    /// Memory that libpq handed over; read only.
    private final class Storage: @unchecked Sendable {
        let pointer: UnsafeMutablePointer<CChar>

        init(_ pointer: UnsafeMutablePointer<CChar>) {
            self.pointer = pointer
        }

        deinit {
            PQfreemem(pointer)
        }
    }

    private let storage: Storage
    private let start: Int
    private let end: Int

    init(taking pointer: UnsafeMutablePointer<CChar>, count: Int, skipping start: Int) {
        storage = Storage(pointer)
        self.start = min(start, count)
        end = count
    }

    /// The bytes as the server sent them: a line with its newline, or a binary tuple.
    public var bytes: [UInt8] { withBytes { [UInt8]($0) } }

    /// The fields of a row in text format; nil is NULL.
    public var textFields: [String?] {
        withBytes { raw in CopyText.fields(raw.last == UInt8(ascii: "\n") ? raw.dropLast() : raw[...]) }
    }

    /// Decodes a row in binary format by position. A binary COPY does not tell the types: they must be those of the columns.
    public func decode<each T: PostgresCodable>(_ types: repeat (each T).Type) throws -> (repeat each T) {
        var wanted: Int16 = 0
        for _ in repeat each types { wanted += 1 }
        return try withBytes { raw throws in
            var reader = CellReader(bytes: raw, source: .copy(0))
            let found: Int16 = try reader.read()
            guard found == wanted else {
                throw PostgresError(.decoding, "the row has \(found) columns, \(wanted) were expected")
            }
            var column = 0
            func next<U: PostgresCodable>(_ type: U.Type) throws(PostgresError) -> U {
                defer { column += 1 }
                return try U(from: try reader.readField(type: U.postgresType.oid, source: .copy(column)))
            }
            return (repeat try next(each types))
        }
    }

    /// Whether this is the end mark of the binary format, a tuple of -1 columns.
    var isTrailer: Bool { withBytes { $0.count == 2 && $0[0] == 0xFF && $0[1] == 0xFF } }

    private func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withExtendedLifetime(storage) {
            try body(UnsafeRawBufferPointer(start: storage.pointer + start, count: end - start))
        }
    }
}
