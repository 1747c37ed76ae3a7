import CLibPQ

/// Owns a `PGconn`. Made on a connecting thread, then used by one actor alone, hence never by two threads at once
/// (libpq §34.20); the last release closes it.
final class ConnectionHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQfinish(pointer)
    }

    /// Connects; blocks, so call it on a thread of its own. libpq tries every host and address by its own rules, with the
    /// connect timeout for each.
    static func connect(_ configuration: PostgresConfiguration) throws(PostgresError) -> ConnectionHandle {
        let settings = configuration.startupKeywords()
        let connection = withCStrings(settings.map(\.keyword)) { keywords in
            withCStrings(settings.map(\.value)) { values in PQconnectdbParams(keywords, values, 0) }
        }
        guard let connection else {
            throw PostgresError(.connectionFailed, "out of memory")
        }
        let handle = ConnectionHandle(connection)
        guard PQstatus(connection) == CONNECTION_OK else {
            throw PostgresError(connection: connection, .connectionFailed)
        }
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        PQsetnonblocking(connection, 1)
        return handle
    }
}

/// Lends the strings as a C array that ends with NULL.
private func withCStrings<R>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R
) -> R {
    let bytes = strings.flatMap { Array($0.utf8CString) }
    return bytes.withUnsafeBufferPointer { buffer in
        var pointers: [UnsafePointer<CChar>?] = []
        var offset = 0
        for string in strings {
            pointers.append(buffer.baseAddress.map { $0 + offset })
            offset += string.utf8.count + 1
        }
        return body(pointers + [nil])
    }
}
