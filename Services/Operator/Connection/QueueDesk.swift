import JobQueue
import Postgres

/// The queue as an operator sees it, by its views and functions.
struct QueueDesk: Sendable {
    let client: PostgresClient
    /// The queue, for what its own interface can do.
    let queue: JobQueue

    /// Opens the database, checks that its schema is the one known here, and closes it after `body`.
    static func open<Value: Sendable>(
        _ options: OperatorOptions, _ body: (QueueDesk) async throws -> Value
    ) async throws -> Value {
        let client = try options.settings().database()
        do {
            try await JobQueue.migrator.check(client)
            let value = try await body(QueueDesk(client: client, queue: JobQueue(client)))
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }
}
