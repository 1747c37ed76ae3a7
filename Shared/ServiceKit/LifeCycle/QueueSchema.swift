internal import JobQueue
internal import Postgres

/// The queue's part of a database.
enum QueueSchema {
    /// Throws when the queue's schema is not the one that this program knows.
    static func check(_ client: PostgresClient) async throws { try await JobQueue.migrator.check(client) }
}
