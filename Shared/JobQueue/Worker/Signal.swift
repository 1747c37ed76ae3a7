import Synchronization

/// Wakes one waiting task. A signal that nobody waits for is kept, so that none is lost between a look and a wait.
final class Signal: Sendable {
    private struct State {
        var isSet = false
        var turn = 0
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func set() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            if state.waiter == nil { state.isSet = true }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns when the signal is set, the time is over, or the task is cancelled. By one task at a time.
    func wait(atMost timeout: Duration? = nil) async {
        guard let turn = begin() else { return }
        let timer = timeout.map { timeout in
            Task {
                try? await Task.sleep(for: timeout)
                end(turn)
            }
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { suspend($0, turn) }
        } onCancel: {
            end(turn)
        }
        timer?.cancel()
    }

    // MARK: - Private

    /// Nil when the signal was set already.
    private func begin() -> Int? {
        state.withLock { state in
            defer { state.isSet = false }
            state.turn += 1
            return state.isSet ? nil : state.turn
        }
    }

    private func suspend(_ continuation: CheckedContinuation<Void, Never>, _ turn: Int) {
        let isOver = state.withLock { state in
            guard state.turn == turn, !state.isSet else {
                state.isSet = false
                return true
            }
            state.waiter = continuation
            return false
        }
        if isOver { continuation.resume() }
    }

    /// Ends a wait that may not have begun, or be over.
    private func end(_ turn: Int) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.turn == turn else { return nil }
            state.turn += 1
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
