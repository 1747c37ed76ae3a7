public import Foundation
public import Models
import Postgres

extension JobQueue {
    /// Holds a queue up, or one subscriber of it: nothing more is claimed, what was claimed is still handled.
    ///
    /// - Returns: how many subscriptions there are.
    /// - Throws: `PostgresError`.
    @discardableResult
    public func pause(_ queue: QueueName, subscriber: String? = nil) async throws -> Int {
        try await client.query("SELECT queue.pause(\(queue.rawValue), \(subscriber))")[0].decode()
    }

    /// Lets it go on.
    ///
    /// - Returns: how many subscriptions there are.
    /// - Throws: `PostgresError`.
    @discardableResult
    public func resume(_ queue: QueueName, subscriber: String? = nil) async throws -> Int {
        try await client.query("SELECT queue.resume(\(queue.rawValue), \(subscriber))")[0].decode()
    }

    /// Sets what all processes together take from a queue, or for one subscriber of it: all four limits at once. One that is
    /// not given is taken away.
    ///
    /// - Parameters:
    ///   - running: the most messages that are claimed and not over, from 1; nil: any number.
    ///   - rate: the most deliveries, from 1, in any period of that length, which is up to 366 days; nil: any number.
    ///   - perKey: the most messages of one ordering key that are handled at once, from 1; nil is one, in strict order. With
    ///     more they begin in order, and one that is tried again holds up those of its key that have not begun. Exact, but for
    ///     a worker that was taken for dead and is not: what it has is handled by another as well. Claims made before a change
    ///     keep what was said then.
    ///   - ratePerKey: the most messages of one ordering key that begin in any period of that length, by the database's clock
    ///     when they do, with the bounds of `rate`; what is more is put off, uncounted. Exact across processes; after a crash
    ///     of the database server what began in the half second before it may be forgotten. Nil: any number.
    /// - Returns: how many subscriptions there are.
    /// - Throws: `PostgresError`, with SQLSTATE 22023 for a number below 1, or a period that is not above zero or is longer
    ///   than 366 days; the limits are then as they were.
    @discardableResult
    public func limit(
        _ queue: QueueName, subscriber: String? = nil, running: Int? = nil, rate: (count: Int, per: Duration)? = nil,
        perKey: Int? = nil, ratePerKey: (count: Int, per: Duration)? = nil
    ) async throws -> Int {
        try await client.query(
            """
            SELECT queue.set_limit(
                \(queue.rawValue), \(subscriber), \(running.map { Int32(clamping: $0) }),
                \((rate?.count).map { Int32(clamping: $0) }), make_interval(secs => \(rate?.per.seconds)),
                \(perKey.map { Int32(clamping: $0) }), \((ratePerKey?.count).map { Int32(clamping: $0) }),
                make_interval(secs => \(ratePerKey?.per.seconds)))
            """)[0].decode()
    }

    /// Where a message was when it was cancelled for a subscription.
    public struct Cancellation: Hashable, Codable, Sendable {
        /// The queue.
        public var queue: String
        /// Whose delivery it is.
        public var subscriber: String
        /// `waiting`, `running`, `delayed` or `parked`.
        public var was: String
    }

    /// Cancels a message. The handler of one that has not begun is not called, also when a worker has claimed it; that of one
    /// that runs has its task cancelled. The worker knows within a heartbeat, also where the notification is lost. A handler
    /// that finishes all the same has finished it, and so has a batch that had begun with it.
    ///
    /// - Returns: where it was, for every subscription that was not through with it; empty when there is none.
    /// - Throws: `PostgresError`.
    @discardableResult
    public func cancel(_ id: MessageID, subscriber: String? = nil) async throws -> [Cancellation] {
        try await client.query("SELECT queue, subscriber, was FROM queue.cancel(\(id.rawValue), \(subscriber))").map {
            let (queue, subscriber, was) = try $0.decode(String.self, String.self, String.self)
            return Cancellation(queue: queue, subscriber: subscriber, was: was)
        }
    }

    /// Takes a subscription back to a time: all retained messages that were enqueued since are delivered to it again.
    ///
    /// - Returns: how many messages wait for it now, counted up to 100,000 a lane.
    /// - Throws: `PostgresError` with SQLSTATE 22023 when there is no such subscription.
    @discardableResult
    public func rewind(_ queue: QueueName, subscriber: String, to time: Date) async throws -> Int {
        // All there is may be looked through.
        try await client.withTransaction(.init(statementTimeout: .zero)) {
            try await $0.query("SELECT queue.rewind(\(queue.rawValue), \(subscriber), \(time))")[0].decode()
        }
    }

    /// Forgets a subscriber of events that is never to come again, with all that waits for it: as long as it is known,
    /// everything is kept for it. Stop its service before; should it come again, it begins anew.
    ///
    /// - Returns: whether there was one.
    /// - Throws: `PostgresError` with SQLSTATE 22023 when it is not a queue of events.
    @discardableResult
    public func unsubscribe(_ queue: QueueName, subscriber: String) async throws -> Bool {
        // All that was kept may take long to remove.
        try await client.withTransaction(.init(statementTimeout: .zero)) {
            try await $0.query("SELECT queue.unsubscribe(\(queue.rawValue), \(subscriber))")[0].decode()
        }
    }

    /// Makes a queue that was restored from another cluster's logical dump this cluster's own. Only while no service runs.
    ///
    /// - Returns: how many messages are delivered again because they were not over.
    /// - Throws: `PostgresError`.
    @discardableResult
    public func rebase() async throws -> Int {
        // All there is is written anew.
        try await client.withTransaction(.init(statementTimeout: .zero)) {
            try await $0.query("SELECT queue.rebase()")[0].decode()
        }
    }
}
