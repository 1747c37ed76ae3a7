public import Foundation
public import Models
import Postgres

/// One service's durable position in a queue. Queues whose names end in `.events` have any number of them, a queue of jobs
/// has one: a worker with a second is refused with SQLSTATE 22023.
public struct Subscription: Hashable, Sendable, CustomStringConvertible {
    /// Where a subscription begins when it is created; later starts of its workers change nothing.
    public enum Start: Hashable, Sendable {
        /// With the oldest retained message.
        case beginning
        /// With what is committed from now on.
        case now
        /// With the oldest retained message that was enqueued at this time or later; one to come is as `now`.
        case time(Date)

        /// As `queue.subscribe` is told: -infinity for the beginning, null for now.
        var sql: SQL {
            switch self {
            case .beginning: "'-infinity'"
            case .now: "NULL"
            case .time(let time): "\(time)"
            }
        }
    }

    /// The queue.
    public let queue: QueueName
    /// Whose position it is, such as `reporting`.
    public let subscriber: String
    /// Where it begins.
    public let start: Start

    /// Names a subscription.
    public init(_ queue: QueueName, _ subscriber: String, from start: Start = .beginning) {
        self.queue = queue
        self.subscriber = subscriber
        self.start = start
    }

    /// Such as `intake.events/reporting`.
    public var description: String { "\(queue)/\(subscriber)" }
}
