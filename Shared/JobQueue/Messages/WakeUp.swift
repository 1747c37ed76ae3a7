import Models
import Postgres

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

    /// Reads what ``topic`` wrote.
    init(topic: String) {
        let parts = topic.split(separator: " ")
        queue = QueueName(rawValue: parts.first.map(String.init) ?? "")
        priority = parts.dropFirst().first.flatMap(Priority.init(payload:))
    }

    /// As ``CommitHints`` name it; a queue's name has no spaces.
    var topic: String { priority.map { "\(queue.rawValue) \($0.rawValue)" } ?? queue.rawValue }

    /// What is said on the queue's channel, `queue.wake` in SQL.
    var payload: String { priority.map { "\($0.rawValue)" } ?? "" }
}

extension Priority {
    /// Reads ``WakeUp/payload``; nil for anything.
    init?(payload: some StringProtocol) {
        guard let number = Int32(payload) else { return nil }
        self.init(rawValue: number)
    }
}
