import CLibPQ
import Dispatch
import Synchronization

/// Asks the server to cancel the statement that a connection is working on, until the statement is over.
///
/// `PQcancel` opens a second connection and blocks, so it runs on a thread of its own; a `PGcancel` may be used from any
/// thread (libpq §34.7). A request that overtakes its statement finds nothing to cancel and is lost, so it is repeated.
final class ServerCancel: @unchecked Sendable {
    private struct State {
        var isRequested = false
        var isRunning = false
        /// Ends the repetition.
        var isOver = DispatchSemaphore(value: 0)
        var waiter: UnsafeContinuation<Void, Never>?
    }

    private static let pause = DispatchTimeInterval.milliseconds(500)

    private let pointer: OpaquePointer?
    private let state = Mutex(State())

    init(_ handle: ConnectionHandle) {
        pointer = PQgetCancel(handle.pointer)
    }

    deinit {
        PQfreeCancel(pointer)
    }

    /// Whether the current statement was asked to be cancelled.
    var isRequested: Bool { state.withLock { $0.isRequested } }

    /// Sends the request, and again until ``settle()`` is called; returns at once.
    func request() {
        let isOver: DispatchSemaphore? = state.withLock { state in
            if state.isRequested { return nil }
            state.isRequested = true
            state.isRunning = true
            state.isOver = DispatchSemaphore(value: 0)
            return state.isOver
        }
        guard let isOver else { return }
        BackgroundThread.start("bangban-cancel") { [self] in
            var problem = [CChar](repeating: 0, count: 256)
            repeat {
                _ = PQcancel(pointer, &problem, Int32(problem.count))
            } while isOver.wait(timeout: .now() + Self.pause) == .timedOut
            let waiter = state.withLock { state in
                state.isRunning = false
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }

    /// After a statement: waits until a request is no longer on its way, since it would hit the next statement.
    nonisolated(nonsending) func settle() async {
        guard isRequested else { return }
        state.withLock { $0.isOver }.signal()
        await withUnsafeContinuation { continuation in
            let isRunning = state.withLock { state in
                if state.isRunning { state.waiter = continuation }
                return state.isRunning
            }
            if !isRunning { continuation.resume() }
        }
        state.withLock { $0.isRequested = false }
    }
}
