import Synchronization

/// The messages whose handlers run in this process, each in a task of its own, so that one of them can be cancelled.
final class RunningMessages: Sendable {
    private struct State {
        var tasks: [MessageID: Task<Void, any Error>] = [:]
        var cancelled: Set<MessageID> = []
    }

    private let state = Mutex(State())

    var isEmpty: Bool { state.withLock { $0.tasks.isEmpty } }

    /// Runs a handler. When the calling task is cancelled, so is the handler's.
    func run(_ id: MessageID, _ body: @escaping @Sendable () async throws -> Void) async throws {
        let task = Task { try await body() }
        state.withLock { $0.tasks[id] = task }
        defer { _ = state.withLock { $0.tasks.removeValue(forKey: id) } }
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Cancels those of the messages that run here.
    func cancel(_ ids: [MessageID]) {
        let tasks = state.withLock { state in
            ids.compactMap { id in
                guard let task = state.tasks[id], state.cancelled.insert(id).inserted else {
                    return nil as Task<Void, any Error>?
                }
                return task
            }
        }
        for task in tasks { task.cancel() }
    }

    /// Whether a message that has ended was cancelled; forgets it.
    func takeCancelled(_ id: MessageID) -> Bool {
        state.withLock { $0.cancelled.remove(id) != nil }
    }
}
