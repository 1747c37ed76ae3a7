public import Foundation

/// How one message is appended.
public struct EnqueueOptions: Sendable {
    /// The lane.
    public var priority: Priority
    /// Not before this time (nil: at once), by the database's clock.
    public var runAt: Date?
    /// Not before this much later, by the database's clock; added to `runAt` where both are given.
    public var delay: Duration?
    /// A message with the same key in the same queue is appended once: until it is finished, or for `uniqueFor`.
    public var uniqueKey: String?
    /// How long the unique key is held whether or not the message is finished (nil: until it is).
    public var uniqueFor: Duration?
    /// The batch that waits for the message.
    public var batch: BatchID?
    /// What accompanies the payload.
    public var headers: MessageHeaders

    var isDueAtOnce: Bool { runAt == nil && delay == nil }

    /// At once, normal priority, not unique, with the headers of the current task.
    public init(
        priority: Priority = .normal, runAt: Date? = nil, delay: Duration? = nil, uniqueKey: String? = nil,
        uniqueFor: Duration? = nil, batch: BatchID? = nil, headers: MessageHeaders = .current
    ) {
        self.priority = priority
        self.runAt = runAt
        self.delay = delay
        self.uniqueKey = uniqueKey
        self.uniqueFor = uniqueFor
        self.batch = batch
        self.headers = headers
    }
}
