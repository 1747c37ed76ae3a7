import CLibPQ
import Dispatch
import Synchronization

/// Asks the server to cancel the statement that a connection is working on, until the statement is over.
///
/// `PQcancel` opens a second connection and blocks, so it runs on a thread of its own; a `PGcancel` may be used from any
/// thread (libpq §34.7). A request that overtakes its statement finds nothing to cancel and is lost, so it is repeated.
final class ServerCancel: @unchecked Sendable {
    private struct Request {
        /// Ends the repetition.
        let isOver = DispatchSemaphore(value: 0)
        var waiter: UnsafeContinuation<Void, Never>?
    }

    private static let pause = DispatchTimeInterval.milliseconds(500)

    private let pointer: OpaquePointer?
    /// That of the current statement, from ``request()`` until its thread is done.
    private let current = Mutex<Request?>(nil)

    init(_ handle: ConnectionHandle) {
        pointer = PQgetCancel(handle.pointer)
    }

    deinit {
        PQfreeCancel(pointer)
    }

    /// Whether the current statement was asked to be cancelled.
    var isRequested: Bool { current.withLock { $0 != nil } }

    /// Sends the request, and again until ``settle()`` is called; returns at once.
    func request() {
        let request = Request()
        let isFirst = current.withLock { current in
            guard current == nil else { return false }
            current = request
            return true
        }
        guard isFirst else { return }
        BackgroundThread.start("bangban-cancel") { [self] in
            var problem = [CChar](repeating: 0, count: 256)
            repeat {
                _ = PQcancel(pointer, &problem, Int32(problem.count))
            } while request.isOver.wait(timeout: .now() + Self.pause) == .timedOut
            current.withLock { $0.take() }?.waiter?.resume()
        }
    }

    /// After a statement: waits until a request is no longer on its way, since it would hit the next statement.
    nonisolated(nonsending) func settle() async {
        guard let isOver = current.withLock({ $0?.isOver }) else { return }
        // From here on it stays the current one: its thread ends only after the signal.
        await withUnsafeContinuation { continuation in
            current.withLock { $0?.waiter = continuation }
            isOver.signal()
        }
    }
}
