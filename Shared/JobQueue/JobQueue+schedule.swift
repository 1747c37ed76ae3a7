public import Foundation
public import Models
import Postgres

extension JobQueue {
    /// Creates a schedule, or changes the one of that name. Any worker process fires it; a scheduled time fires once,
    /// however many there are. It is an instant: of a local time that occurs twice because clocks are put back, each occurrence
    /// is a scheduled time of its own, where the expression names both (``CronEntry/expression``). Where expression and zone
    /// stay the same, a time that is being missed is not forgotten.
    ///
    /// - Returns: the next scheduled time.
    /// - Throws: `PostgresError`, with SQLSTATE 22023 when the expression or the zone is not valid; ``HeadersRefused``;
    ///   `EncodingError` for numbers that are not finite; ``PayloadSealMissing`` and what the seal throws.
    @discardableResult
    public func schedule<M: Message>(_ entry: CronEntry<M>) async throws -> Date {
        try await client.query(
            """
            SELECT queue.schedule(
                \(entry.name), \(M.queue.rawValue), \(M.kind), \(Int32(M.version)), \(try form.stored(entry.message))::jsonb,
                \(try MessageHeaders.current.stored)::jsonb, \(entry.priority.rawValue), \(entry.expression), \(entry.timeZone),
                \(entry.missed.rawValue))
            """)[0].decode()
    }

    /// Removes a schedule; whether there was one.
    ///
    /// - Throws: `PostgresError`.
    @discardableResult
    public func unschedule(_ name: String) async throws -> Bool {
        try await client.query("SELECT queue.unschedule(\(name))")[0].decode()
    }
}
