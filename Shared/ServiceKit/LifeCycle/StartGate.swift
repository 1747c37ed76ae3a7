internal import Synchronization

/// Closed until the database has been found in order; work waits before it.
final class StartGate: Sendable {
    private struct State {
        var isOpen = false
        var reason = "starting"
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
        var next = 0
    }
    private let state = Mutex(State())

    /// Nil when open, else why it is not.
    var obstacle: String? { state.withLock { $0.isOpen ? nil : $0.reason } }

    func explain(_ reason: String) { state.withLock { $0.reason = reason } }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits until the gate opens; throws `CancellationError` when the task is cancelled before.
    func pass() async throws {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isDone = state.withLock { state in
                    if state.isOpen { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if isDone { continuation.resume() }
                // Cancelled before the continuation was kept: the handler has already run and found nothing.
                if Task.isCancelled { cancel(number) }
            }
        } onCancel: {
            cancel(number)
        }
    }

    private func cancel(_ number: Int) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(throwing: CancellationError())
    }
}
