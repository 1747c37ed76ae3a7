import Synchronization

/// One of the tasks that handle messages, one message after the other. A message that is cancelled takes its task with it:
/// that is much cheaper than a task for each message, and the slot goes on with a new one.
final class HandlerSlot: Sendable {
    private struct State {
        var message: MessageID?
        var isCancelled = false
        var task: Task<Void, Never>?
    }

    private let state = Mutex(State())

    /// Runs the body in a task that can be cancelled, again for as long as it ends because a message was cancelled.
    func run(_ body: @escaping @Sendable () async -> Void) async {
        repeat {
            let task = Task { await body() }
            state.withLock { $0.task = task }
            await withTaskCancellationHandler {
                await task.value
            } onCancel: {
                task.cancel()
            }
        } while takeCancelled() && !Task.isCancelled
    }

    /// The message that is handled from now on.
    func begin(_ message: MessageID) {
        state.withLock { $0.message = message }
    }

    /// Its handler has ended.
    func end() {
        state.withLock { $0.message = nil }
    }

    /// Cancels the message that is handled now if it is one of these.
    func cancel(_ messages: Set<MessageID>) {
        state.withLock { state in
            guard let message = state.message, messages.contains(message), !state.isCancelled else { return }
            state.isCancelled = true
            state.task?.cancel()
        }
    }

    /// Whether the message that was handled last has been cancelled.
    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    private func takeCancelled() -> Bool {
        state.withLock { state in
            defer { state.isCancelled = false }
            return state.isCancelled
        }
    }
}
