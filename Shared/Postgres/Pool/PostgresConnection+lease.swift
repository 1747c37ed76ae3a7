import CLibPQ
import Glibc

extension PostgresConnection {
    /// Whether an idle connection has nothing to read. Something to read means that the server has closed it.
    nonisolated var isQuiet: Bool {
        var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) == 0
    }

    /// Before the connection is lent to the next: ends a transaction that was left open. False if it cannot be used again.
    func cleanUp() async -> Bool {
        (pendingBegin, deferred) = ([], [])
        if failure == nil, isInTransaction {
            try? await control("ROLLBACK")
        }
        return failure == nil && PQstatus(handle.pointer) == CONNECTION_OK && !isInTransaction
    }
}
