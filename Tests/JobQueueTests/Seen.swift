import Synchronization
import Testing

/// What handlers saw, in order; tests wait until there is enough.
final class Seen<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var values: [Value] { state.withLock { $0.values } }

    func add(_ value: Value) {
        let ready = state.withLock { state in
            state.values.append(value)
            let ready = state.waiters.filter { $0.count <= state.values.count }
            state.waiters.removeAll { $0.count <= state.values.count }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    /// Waits for that many values; records an issue when they do not come in time.
    @discardableResult
    func wait(for count: Int, within limit: Duration = .seconds(120)) async -> [Value] {
        let timer = Task {
            try await Task.sleep(for: limit)
            Issue.record("\(values.count) of \(count) values came within \(limit)")
            giveUp()
        }
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.values.count < count { state.waiters.append((count, continuation)) }
                return state.values.count >= count
            }
            if isReady { continuation.resume() }
        }
        timer.cancel()
        return values
    }

    private func giveUp() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume() }
    }
}
