import Models

/// What sleeping workers are told: that a queue has something to do and, where that is known, of which priority, so that they
/// need not look at all its lanes.
struct WakeUp: Hashable {
    let queue: QueueName
    /// Nil: anything.
    let priority: Priority?

    init(_ queue: QueueName, _ priority: Priority? = nil) {
        self.queue = queue
        self.priority = priority
    }

    /// What is said on the queue's channel, `queue.wake` in SQL.
    var payload: String { priority.map { "\($0.rawValue)" } ?? "" }

    /// What `queue.cancel` says there: a message was cancelled that may be claimed.
    static let cancel = "cancel"
}

extension Priority {
    /// Reads ``WakeUp/payload``; nil for anything.
    init?(payload: some StringProtocol) {
        guard let number = Int32(payload) else { return nil }
        self.init(rawValue: number)
    }
}
