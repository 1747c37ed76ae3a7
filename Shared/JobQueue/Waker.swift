import Models
import Postgres
import Synchronization

/// Tells sleeping workers of other processes that there is something to do: after the commit, in a transaction of its
/// own, at most once in two milliseconds, or in fifty where nobody listens. Only a hint: if it fails, the workers' next
/// poll finds the messages.
final class Waker: Sendable {
    private struct State {
        var pending: Set<QueueName> = []
        var isRunning = false
    }

    private let client: PostgresClient
    private let state = Mutex(State())

    init(_ client: PostgresClient) {
        self.client = client
    }

    func wake(_ queue: QueueName) {
        let isFirst = state.withLock { state in
            state.pending.insert(queue)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if isFirst { Task { await run() } }
    }

    // MARK: - Private

    /// Runs only while there is something to say, one at a time.
    private func run() async {
        while let queues = take() {
            let isHeard = try? await client.query("SELECT queue.wake(\(queues))").first?.decode(Bool.self)
            try? await Task.sleep(for: .milliseconds(isHeard == true ? 2 : 50))
        }
    }

    private func take() -> [String]? {
        state.withLock { state in
            guard !state.pending.isEmpty else {
                state.isRunning = false
                return nil
            }
            defer { state.pending = [] }
            return state.pending.map(\.rawValue)
        }
    }
}
