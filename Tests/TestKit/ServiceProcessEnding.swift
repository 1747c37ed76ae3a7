import Synchronization

/// The end of a process, which several tasks may wait for.
final class ServiceProcessEnding: Sendable {
    private struct State {
        var status: Int32?
        var next = 0
        var waiting: [Int: CheckedContinuation<Int32?, Never>] = [:]
    }
    private let state = Mutex(State())

    /// How it ended; nil while it runs.
    var status: Int32? { state.withLock { $0.status } }

    func finish(with status: Int32) {
        let waiting = state.withLock { state in
            state.status = status
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume(returning: status) }
    }

    /// Waits for the end; nil when the task is cancelled before.
    func wait() async -> Int32? {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let status = state.withLock { state in
                    if state.status == nil { state.waiting[number] = continuation }
                    return state.status
                }
                if let status { continuation.resume(returning: status) } else if Task.isCancelled { cancel(number) }
            }
        } onCancel: {
            cancel(number)
        }
    }

    private func cancel(_ number: Int) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(returning: nil)
    }
}
