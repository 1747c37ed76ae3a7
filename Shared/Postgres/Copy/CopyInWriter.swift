/// Receives the rows of a `COPY … FROM STDIN`. Rows are sent in portions of 64 KiB, at the pace of the server.
public struct CopyInWriter: ~Copyable {
    private static let portion = 65_536
    /// The signature, no flags, no header extension (PostgreSQL manual, COPY, "Binary Format").
    private static let header: [UInt8] =
        Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)

    private let connection: PostgresConnection
    private let isBinary: Bool
    private var buffer: PostgresBuffer

    init(_ connection: PostgresConnection, isBinary: Bool) {
        self.connection = connection
        self.isBinary = isBinary
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.portion + 4096)
        if isBinary { bytes += Self.header }
        buffer = PostgresBuffer(taking: bytes)
    }

    /// Writes a row of `COPY … WITH (FORMAT binary)`. The types must be exactly those of the columns: an `Int` is a bigint.
    public nonisolated(nonsending) mutating func row<each T: PostgresEncodable>(
        _ values: repeat each T
    ) async throws {
        try append(repeat each values)
        if buffer.count >= Self.portion { try await flush() }
    }

    /// Writes a row of a COPY in text format; nil is NULL.
    public nonisolated(nonsending) mutating func textRow(_ fields: [String?]) async throws {
        guard !isBinary else { throw PostgresError(.misuse, "textRow in a binary COPY") }
        CopyText.append(fields, to: &buffer)
        if buffer.count >= Self.portion { try await flush() }
    }

    /// Writes bytes as they are: a piece of a CSV file, for example.
    public nonisolated(nonsending) mutating func write(_ bytes: some Sequence<UInt8>) async throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.portion { try await flush() }
    }

    // MARK: - Private

    private mutating func append<each T: PostgresEncodable>(_ values: repeat each T) throws {
        guard isBinary else { throw PostgresError(.misuse, "row in a COPY without (FORMAT binary)") }
        let start = buffer.count
        var count: Int16 = 0
        buffer.append(count)
        do throws(PostgresError) {
            repeat try appendField(each values, &count)
        } catch {
            buffer.truncate(to: start)  // the row may be left out, and the COPY go on
            throw error
        }
        buffer.patch(count, at: start)
    }

    private mutating func appendField<T: PostgresEncodable>(_ value: T, _ count: inout Int16) throws(PostgresError) {
        try buffer.appendField(value)
        count += 1
    }

    private nonisolated(nonsending) mutating func flush() async throws {
        buffer = PostgresBuffer(taking: try await connection.sendCopy(buffer.taken()))
    }

    /// Sends the rest, with the trailer of the binary format.
    nonisolated(nonsending) mutating func finish() async throws {
        if isBinary { buffer.append(-1 as Int16) }
        try await flush()
    }
}
