public import Models
import Postgres

extension JobQueue {
    /// Sets how long a queue's messages are kept from when they were enqueued, and who had them: 7 days unless it is set. What
    /// is not over for every subscriber stays until it is, and a job until its service comes.
    ///
    /// Not subject to it are what handlers leave behind (results, steps, progress), cancellations and attachments, which go
    /// after 30 days; errors, after 90; runs of schedules, after 400; dead messages with their errors, which stay until they
    /// are retried or discarded; and what is delayed, held or parked.
    ///
    /// The log is kept in segments, each as wide as a quarter of the longest retention of all queues, and dropped whole when
    /// all in it is over and past retention: so much longer a message may stay. Where a queue's retention is much shorter than
    /// another's, its messages are deleted row by row instead, after twice their retention, which costs more.
    ///
    /// - Throws: `PostgresError` with SQLSTATE 22023 when there is no such queue, or the time is not from an hour to ten years.
    public func keep(_ queue: QueueName, for retention: Duration) async throws {
        _ = try await client.query(
            "SELECT queue.set_retention(\(queue.rawValue), make_interval(secs => \(retention.seconds)))")
    }
}
