import CLibPQ
import Glibc

extension PostgresConnection {
    /// Sends libpq's buffer. While the server does not read, what it says is consumed, or both would wait for each other
    /// (libpq §34.4).
    func flush(isShielded: Bool = false) async {
        while true {
            let left = PQflush(handle.pointer)
            if left == 0 { return }
            guard left == 1 else { return }  // what is wrong shows when the result is read
            await wait([.read, .write], isShielded: isShielded)
            if PQconsumeInput(handle.pointer) == 0 { return }
        }
    }

    /// The next result, or nil at the end of the statement.
    func nextResult(isShielded: Bool = false) async -> QueryResult? {
        waiting: while PQisBusy(handle.pointer) == 1 {
            await wait(.read, isShielded: isShielded)
            // libpq takes up 16 KB at once. What has come of a long result after them is not waited for: that would be two thread
            // switches each time. For a megabyte at most, as cancellation and the deadline are looked at while waiting.
            for _ in 0..<64 {
                // PQgetResult then says that the connection broke.
                if PQconsumeInput(handle.pointer) == 0 { break waiting }
                guard PQisBusy(handle.pointer) == 1, hasUnread else { break }
            }
        }
        if failure != nil { return nil }
        return PQgetResult(handle.pointer).map(QueryResult.init)
    }

    /// Suspends until the socket is ready. A cancelled task, and a statement that is over time, ask the server to cancel and
    /// wait for its answer.
    func wait(_ interest: SocketWatcher.Interest, isShielded: Bool = false) async {
        // libpq closes the descriptor of a broken connection, and another one may have its number by now.
        let socket = PQsocket(handle.pointer)
        guard socket >= 0 else { return }
        let outcome: SocketWatcher.Outcome
        if isShielded || canceller.isRequested {
            outcome = await SocketWatcher.shared.wait(socket, interest, until: deadline)
        } else {
            let canceller = canceller
            outcome = await withTaskCancellationHandler {
                await SocketWatcher.shared.wait(socket, interest, until: deadline)
            } onCancel: {
                canceller.request()
            }
        }
        if outcome == .timedOut { timedOut() }
    }

    /// Whether bytes have come that libpq has not taken up yet.
    private var hasUnread: Bool {
        var count: Int32 = 0
        return ioctl(PQsocket(handle.pointer), UInt(FIONREAD), &count) == 0 && count > 0
    }

    /// First asks the server to cancel; when there is no answer to that either, the connection is given up.
    private func timedOut() {
        if isOverTime {
            failure = PostgresError(.statementTimeout, "the server does not answer")
            shutdown(PQsocket(handle.pointer), Int32(SHUT_RDWR))
            deadline = nil
        } else {
            isOverTime = true
            deadline = .now + .seconds(5)
            canceller.request()
        }
    }

    /// Marks the connection as unusable and says why.
    func lost(_ query: String?, because problem: PostgresError? = nil) -> PostgresError {
        let error =
            problem.map {
                PostgresError(
                    .connectionLost, $0.message, sqlState: $0.sqlState, detail: $0.detail, constraint: $0.constraint,
                    table: $0.table, query: query)
            } ?? PostgresError(connection: handle.pointer, .connectionLost, query: query)
        failure = failure ?? PostgresError(.connectionLost, "the connection broke earlier: \(error.message)")
        return error
    }
}
