import Models
import Postgres
import Synchronization

/// Tells sleeping workers of other processes that there is something to do: right behind a commit, and at most once in two
/// milliseconds, or in fifty where nobody listens; what is committed meanwhile is told of in one statement afterwards. Only a
/// hint: if it fails, the workers' next poll finds the messages.
final class Waker: CommitHints {
    private struct State {
        var pending: Set<String> = []
        /// Until there is nothing more to say, and the pause after the last word is over.
        var isBusy = false
    }

    private let client: PostgresClient
    private let state = Mutex(State())

    init(_ client: PostgresClient) {
        self.client = client
    }

    func statement(of queues: Set<String>) -> SQL? {
        begin() ? Self.statement(of: queues) : nil
    }

    func answered(_ rows: Rows?) {
        Task {
            await pause(after: rows)
            await run()
        }
    }

    func committed(_ queues: Set<String>) {
        state.withLock { $0.pending.formUnion(queues) }
        if begin() { Task { await run() } }
    }

    // MARK: - Private

    private static func statement(of queues: Set<String>) -> SQL {
        "SELECT queue.wake(\(Array(queues)))"
    }

    /// Whether the caller is the one to speak now.
    private func begin() -> Bool {
        state.withLock { state in
            defer { state.isBusy = true }
            return !state.isBusy
        }
    }

    private func run() async {
        while let queues = take() {
            await pause(after: try? await client.query(Self.statement(of: queues)))
        }
    }

    private func pause(after answer: Rows?) async {
        let isHeard = try? answer?.first?.decode(Bool.self)
        try? await Task.sleep(for: .milliseconds(isHeard == true ? 2 : 50))
    }

    private func take() -> Set<String>? {
        state.withLock { state in
            guard !state.pending.isEmpty else {
                state.isBusy = false
                return nil
            }
            defer { state.pending = [] }
            return state.pending
        }
    }
}
