/// The values of a statement, packed into one buffer.
struct Parameters: Sendable {
    /// Where one value lies.
    struct Slot: Sendable {
        /// OID of the type; 0 leaves it to the server.
        var type: UInt32
        /// Byte offset in the buffer.
        var offset: Int32
        /// Length in bytes; -1 is NULL.
        var length: Int32
        /// Byte offset of `$n` in the statement's text.
        var marker: Int32
        /// Whether the value is in binary format.
        var isBinary: Bool
    }

    private(set) var bytes: [UInt8] = []
    private(set) var slots: [Slot] = []
    /// The first value that could not be encoded; thrown when the statement is run.
    private(set) var problem: PostgresError?

    mutating func reserveCapacity(_ count: Int) {
        guard count > 0 else { return }
        slots.reserveCapacity(count)
        bytes.reserveCapacity(count * 24)
    }

    mutating func append<T: PostgresEncodable>(_ value: T, marker: Int) {
        let type = T.postgresType
        let offset = bytes.count
        var length: Int32 = -1
        if !value.isPostgresNull {
            do throws(PostgresError) {
                length = Int32(clamping: try PostgresBuffer.append(value, to: &bytes))
                bytes.append(0)  // text values end with NUL for libpq; harmless after binary ones
            } catch {
                problem = problem ?? error
            }
        }
        slots.append(
            Slot(
                type: type.isInferred ? 0 : type.oid, offset: Int32(clamping: offset), length: length,
                marker: Int32(clamping: marker), isBinary: !type.isInferred))
        if bytes.count > Int(Int32.max) - 1 {
            problem = problem ?? PostgresError(.encoding, "the values of one statement exceed 2 GiB")
        }
    }

    mutating func append(_ other: Parameters) {
        let base = Int32(clamping: bytes.count)
        bytes += other.bytes
        slots += other.slots.map { slot in
            var moved = slot
            moved.offset += base
            return moved
        }
        problem = problem ?? other.problem
    }

    /// After the text was appended from `start` on, finds the placeholders of the slots from `first` on again.
    mutating func moveMarkers(from first: Int, in text: String, start: Int) {
        var shift = Int32(clamping: start)
        for index in first..<slots.count {
            let own = index - first + 1
            slots[index].marker += shift
            shift += Int32("\(index + 1)".utf8.count - "\(own)".utf8.count)
        }
    }
}
