import Models
import Postgres
import Synchronization

/// Commits what many tasks append at the same time in few transactions (group commit). One is under way at a time; those who come
/// meanwhile wait, and the next takes them all along. Whoever comes when none is waits for nobody.
final class GroupCommit: Sendable {
    private typealias Waiting = (append: PlainAppend, answer: CheckedContinuation<Void, any Error>)

    private struct State {
        var isUnderWay = false
        var waiting: [Waiting] = []

        /// Whether none was under way, and one now is.
        mutating func begin() -> Bool {
            defer { isUnderWay = true }
            return !isUnderWay
        }
    }

    /// Bounds what one statement carries.
    private static let mostTogether = 500
    private static let mostBytes = 1 << 20

    private let client: PostgresClient
    private let waker: Waker
    private let state = Mutex(State())

    init(_ client: PostgresClient, _ waker: Waker) {
        self.client = client
        self.waker = waker
    }

    /// Returns when the message is committed. One that waits for others is not given up when its task is cancelled: it may be
    /// committed by then.
    func commit(_ append: PlainAppend) async throws {
        try Task.checkCancellation()
        guard state.withLock({ $0.begin() }) else {
            return try await withCheckedThrowingContinuation { wait((append, $0)) }
        }
        defer { goOn() }
        try await commit([append])
    }

    // MARK: - Private

    private func wait(_ one: Waiting) {
        // What was under way may have ended since, and would take nobody along any more.
        let isFree = state.withLock { state in
            state.waiting.append(one)
            return state.begin()
        }
        if isFree { goOn() }
    }

    /// What was under way has ended: those who wait are next.
    private func goOn() {
        guard let group = take() else { return }
        Task {
            await commit(group)
            // Who was answered and has more to append comes along: the groups would be half as large otherwise.
            await Task.yield()
            goOn()
        }
    }

    private func take() -> [Waiting]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isUnderWay = false
                return nil
            }
            var bytes = 0
            let group = state.waiting.prefix(Self.mostTogether).prefix { one in
                defer { bytes += one.append.payload.bytes.count }
                return bytes < Self.mostBytes
            }
            state.waiting.removeFirst(group.count)
            return Array(group)
        }
    }

    private func commit(_ group: [Waiting]) async {
        do {
            try await commit(group.map(\.append))
            for one in group { one.answer.resume() }
        } catch let error as PostgresError where error.isAboutContent && group.count > 1 {
            for one in group { await commit([one]) }
        } catch {
            for one in group { one.answer.resume(throwing: error) }
        }
    }

    private func commit(_ appends: [PlainAppend]) async throws {
        try await client.withTransaction { transaction in
            try await transaction.executeLater(PlainAppend.statement(appends))
            for wakeUp in Set(appends.map { WakeUp($0.queue, $0.priority) }) {
                transaction.hint(of: wakeUp, by: waker)
            }
        }
    }
}

extension PostgresError {
    /// Whether a statement was refused for what is in it, so that another may do, and nothing of its transaction is there: data
    /// exception, constraint, limit (PostgreSQL manual, appendix A), or text that cannot be sent.
    fileprivate var isAboutContent: Bool {
        code == .encoding || ["22", "23", "54"].contains(sqlState?.category)
    }
}
