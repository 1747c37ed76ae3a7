import Postgres

/// A handler took longer than its kind may: it was cancelled, and the attempt has failed.
struct HandlerTimeout: Error, CustomStringConvertible {
    let limit: Duration

    var description: String { "the handler was cancelled after \(limit)" }

    /// Runs a body, and cancels it when the time is over: what it throws then is taken for this error, but for a lost
    /// connection, after which it may have committed. A body that returns all the same has done its work.
    static func cancelling(after limit: Duration?, _ body: @escaping @Sendable () async throws -> Void) async throws {
        guard let limit else { return try await body() }
        try await withThrowingTaskGroup(of: Part.self) { group in
            group.addTask {
                try await body()
                return .body
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return .time
            }
            var isOver = false
            do {
                while try await group.next() == .time {
                    isOver = !Task.isCancelled
                    group.cancelAll()
                }
            } catch {
                let isUnclear = (error as? PostgresError)?.isConnectionLoss ?? false
                throw isOver && !isUnclear ? HandlerTimeout(limit: limit) : error
            }
            group.cancelAll()
        }
    }

    private enum Part {
        case body, time
    }
}
