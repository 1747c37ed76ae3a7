import Foundation
import JobQueue
import Models
import Postgres

extension QueueDesk {
    /// What all processes together may take of a subscription, in all and of each ordering key; nil is no limit.
    struct Limits: Codable, Sendable {
        var running: Int?
        var rate: Int?
        var ratePeriodSeconds: Double?
        var perKey: Int?
        var ratePerKey: Int?
        var ratePerKeyPeriodSeconds: Double?

        /// As JSON, of a `queue.subscription` named s.
        static let columns: SQL =
            """
            jsonb_build_object('running', s.max_running, 'rate', s.rate,
                'rate_period_seconds', extract(epoch FROM s.rate_period), 'per_key', s.key_running,
                'rate_per_key', s.key_rate, 'rate_per_key_period_seconds', extract(epoch FROM s.key_period))
            """
    }

    /// How an operator has set a subscription.
    struct SettingRow: Encodable, Sendable {
        var queue: String
        var subscriber: String
        var pausedAt: Date?
        var limits: Limits
    }

    /// The settings of a queue's subscriptions, or of one.
    func settings(of queue: String, subscriber: String?) async throws -> [SettingRow] {
        try await client.query(
            """
            SELECT s.subscriber, s.paused_at, \(Limits.columns)
            FROM queue.subscription s JOIN queue.queue q ON q.id = s.queue
            WHERE q.name = \(queue) AND s.subscriber = coalesce(\(subscriber), s.subscriber) ORDER BY s.subscriber
            """
        ).map { row in
            let (subscriber, paused, limits) = try row.decode(String.self, Date?.self, JSONText.self)
            return SettingRow(queue: queue, subscriber: subscriber, pausedAt: paused, limits: try limits.decode())
        }
    }
}

/// As an operator reads them.
extension QueueDesk.Limits: CustomStringConvertible {
    var description: String {
        let seconds = { (value: Double?) in (value ?? 1).formatted(.number.grouping(.never)) }
        return [
            running.map { "at most \($0) at once" },
            rate.map { "at most \($0) in \(seconds(ratePeriodSeconds)) s" },
            perKey.map { "at most \($0) of a key at once" },
            ratePerKey.map { "at most \($0) of a key in \(seconds(ratePerKeyPeriodSeconds)) s" },
        ].compactMap { $0 }.joined(separator: ", ")
    }
}
