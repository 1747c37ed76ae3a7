import Models
import Postgres
import Synchronization

/// Tells sleeping workers of other processes that there is something to do: right behind a commit, and at most once in two
/// milliseconds, or in fifty where nobody listens; what is committed meanwhile is told of in one statement afterwards. Only a
/// hint: if it fails, the workers' next poll finds the messages.
final class Waker: CommitHints {
    private let client: PostgresClient
    private let state = Mutex(State())

    init(_ client: PostgresClient) {
        self.client = client
    }

    func statement(of wakeUps: Set<WakeUp>) -> SQL? {
        state.withLock { state in
            guard !state.isBusy, .now >= state.silentUntil else { return nil }
            state.isBusy = true
            return state.statement(of: wakeUps)
        }
    }

    func answered(_ rows: Rows?) {
        state.withLock { $0.answered(rows) }
        goOn()
    }

    func committed(_ wakeUps: Set<WakeUp>) {
        state.withLock { $0.pending.formUnion(wakeUps) }
        goOn()
    }

    // MARK: - Private

    private struct State {
        var pending: Set<WakeUp> = []
        /// While a statement is under way, or a task waits to send one.
        var isBusy = false
        /// Nothing is told before this time. No timer waits for it: the next commit looks at the clock.
        var silentUntil = ContinuousClock.now
        /// For so long, somebody is believed to listen.
        private var heardUntil = ContinuousClock.now
        /// Whether the statement under way finds out.
        private var isAsking = false

        /// Tells of all in one statement. Finding out whether somebody listens takes twice the time of telling them.
        mutating func statement(of wakeUps: Set<WakeUp>) -> SQL {
            isAsking = .now >= heardUntil
            if isAsking {
                let (queues, priorities) = (wakeUps.map(\.queue.rawValue), wakeUps.map(\.priority?.rawValue))
                return "SELECT queue.wake(\(queues), \(priorities))"
            }
            return """
                SELECT set_config('synchronous_commit', 'off', true), pg_notify(channel, payload)
                  FROM unnest(\(wakeUps.map(\.queue.channel)), \(wakeUps.map(\.payload))) n (channel, payload)
                """
        }

        mutating func answered(_ rows: Rows?) {
            let isHeard = isAsking ? (try? rows?.first?.decode(Bool.self)) ?? false : rows != nil
            isBusy = false
            silentUntil = .now + .milliseconds(isHeard ? 2 : 50)
            if isAsking, isHeard { heardUntil = .now + .seconds(1) }
        }
    }

    private func goOn() {
        let silentUntil = state.withLock { state -> ContinuousClock.Instant? in
            guard !state.isBusy, !state.pending.isEmpty else { return nil }
            state.isBusy = true
            return state.silentUntil
        }
        guard let silentUntil else { return }
        Task {
            try? await Task.sleep(until: silentUntil)
            let statement = state.withLock { state in
                defer { state.pending = [] }
                return state.statement(of: state.pending)
            }
            answered(try? await client.query(statement))
        }
    }
}
