/// The bytes of values on their way to the server, in network order.
public struct PostgresBuffer: ~Copyable {
    private(set) var bytes: [UInt8]

    init(taking bytes: consuming [UInt8]) {
        self.bytes = bytes
    }

    /// Appends one value to packed bytes and says how long it became.
    static func append<T: PostgresEncodable>(_ value: T, to bytes: inout [UInt8]) throws(PostgresError) -> Int {
        let start = bytes.count
        var buffer = PostgresBuffer(taking: bytes.taken())
        do throws(PostgresError) {
            try value.encode(into: &buffer)
        } catch {
            bytes = buffer.finish()
            throw error
        }
        bytes = buffer.finish()
        return bytes.count - start
    }

    /// Appends an integer, most significant byte first.
    public mutating func append<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends bytes as they are.
    public mutating func append(contentsOf more: some Sequence<UInt8>) {
        bytes.append(contentsOf: more)
    }

    /// Appends a value with its length before it, as arrays and COPY want it; -1 for NULL.
    public mutating func appendField<T: PostgresEncodable>(_ value: T) throws(PostgresError) {
        if value.isPostgresNull { return append(-1 as Int32) }
        let start = bytes.count
        append(0 as Int32)
        try value.encode(into: &self)
        patch(Int32(clamping: bytes.count - start - 4), at: start)
    }

    /// Overwrites an integer that was appended before its value was known.
    mutating func patch<T: FixedWidthInteger>(_ value: T, at offset: Int) {
        withUnsafeBytes(of: value.bigEndian) { raw in
            for (index, byte) in raw.enumerated() { bytes[offset + index] = byte }
        }
    }

    /// The bytes, leaving the buffer empty.
    mutating func taken() -> [UInt8] {
        bytes.taken()
    }

    consuming func finish() -> [UInt8] {
        bytes
    }

    /// Cuts back to a length, after a value that could not be encoded.
    mutating func truncate(to count: Int) {
        bytes.removeLast(bytes.count - count)
    }

    var count: Int { bytes.count }
}

extension [UInt8] {
    /// The array, leaving an empty one behind, so that it can be appended to without a copy.
    mutating func taken() -> [UInt8] {
        var other: [UInt8] = []
        swap(&self, &other)
        return other
    }
}
