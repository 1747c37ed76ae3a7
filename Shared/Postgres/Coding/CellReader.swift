/// Reads a composite binary representation from front to back, never past its end.
struct CellReader {
    private let bytes: UnsafeRawBufferPointer
    private let source: CellSource
    private var position = 0

    init(bytes: UnsafeRawBufferPointer, source: CellSource) {
        self.bytes = bytes
        self.source = source
    }

    /// How many bytes are left.
    var left: Int { bytes.count - position }

    mutating func read<T: FixedWidthInteger>(_: T.Type = T.self) throws(PostgresError) -> T {
        let raw = try take(MemoryLayout<T>.size)
        return T(bigEndian: raw.loadUnaligned(as: T.self))
    }

    mutating func readField(type: UInt32, source field: CellSource? = nil) throws(PostgresError) -> PostgresCell {
        let length: Int32 = try read()
        let storage = length < 0 ? nil : try take(Int(length))
        return PostgresCell(type: type, source: field ?? source, storage: storage)
    }

    private mutating func take(_ count: Int) throws(PostgresError) -> UnsafeRawBufferPointer {
        guard left >= count else {
            throw PostgresError(.decoding, "column '\(source.name)' ends too early")
        }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count)])
    }
}
