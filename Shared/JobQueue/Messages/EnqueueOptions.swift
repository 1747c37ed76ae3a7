public import Foundation
import Models

/// How one message is appended.
public struct EnqueueOptions: Sendable {
    /// The lane.
    public var priority: Priority
    /// Not before this time (nil: at once), by the database's clock.
    public var runAt: Date?
    /// Not before this much later, by the database's clock; added to `runAt` where both are given.
    public var delay: Duration?
    /// By what and for how long the message is the only one of its queue (nil: it need not be).
    public var unique: Unique?
    /// Messages of a queue with the same ordering key are handled one after the other, in the order in which they were
    /// enqueued; one that is tried again holds up those behind it, unless its handlers say otherwise
    /// (``SubscriptionHandlers/KeyOrder``), but no other key. They have normal priority.
    ///
    /// Keys are spread over 16 partitions, and a subscription's workers claim from a partition one at a time, when all of its
    /// last claim is over or has gone on for a second: a message that runs for long holds up nobody but its own key, and others
    /// of its partition that come at the same time for a second or two.
    public var orderingKey: String?
    /// How many deliveries there are before the message is given up (nil: as its handler's retry policy says); from 1.
    public var maxAttempts: Int?
    /// Not worth handling after this time, by the database's clock: whoever would claim it then passes it over.
    public var expiresAt: Date?
    /// The batch that waits for the message. One that is not appended because another holds its key (``Unique``) is not waited
    /// for: the other may belong to somebody else. What is unique for a time or a period is refused, for its key would keep
    /// the batch open until that is over.
    public var batch: BatchID?
    /// What accompanies the payload: what the current task carries, as a rule, with one's own as well
    /// (``MessageHeaders/adding(_:)``).
    public var headers: MessageHeaders

    var isDueAtOnce: Bool { runAt == nil && delay == nil }

    /// What workers are told of a message that is due at once.
    func wakeUp(of queue: QueueName) -> WakeUp { WakeUp(queue, orderingKey == nil ? priority : nil) }

    /// Whether a row of the log says it all.
    var isPlain: Bool {
        isDueAtOnce && unique == nil && orderingKey == nil && maxAttempts == nil && expiresAt == nil && batch == nil
    }

    /// At once, normal priority, not unique, in no order, with the headers of the current task.
    public init(
        priority: Priority = .normal, runAt: Date? = nil, delay: Duration? = nil, unique: Unique? = nil,
        orderingKey: String? = nil, maxAttempts: Int? = nil, expiresAt: Date? = nil, batch: BatchID? = nil,
        headers: MessageHeaders = .current
    ) {
        self.priority = priority
        self.runAt = runAt
        self.delay = delay
        self.unique = unique
        self.orderingKey = orderingKey
        self.maxAttempts = maxAttempts
        self.expiresAt = expiresAt
        self.batch = batch
        self.headers = headers
    }
}
