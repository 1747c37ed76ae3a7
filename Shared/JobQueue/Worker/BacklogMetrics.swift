import Metrics

/// How far a subscription is behind, as every process that works on it sees it: all tell the same figures.
struct BacklogMetrics: Sendable {
    private let waiting: Gauge
    private let oldest: Gauge
    private let dead: Gauge

    init(_ subscription: Subscription) {
        let dimensions = [("subscription", subscription.description)]
        waiting = Gauge(label: "queue_waiting_messages", dimensions: dimensions)
        oldest = Gauge(label: "queue_oldest_message_seconds", dimensions: dimensions)
        dead = Gauge(label: "queue_dead_messages", dimensions: dimensions)
    }

    func record(_ backlog: Backlog) {
        waiting.record(backlog.waiting)
        oldest.record(backlog.oldestAge)
        dead.record(backlog.dead)
    }
}

/// How far a subscription is behind.
struct Backlog: Sendable {
    /// Messages that nobody has claimed, counted up to 100,000 a lane.
    var waiting: Int
    /// Seconds since the oldest of them was enqueued; 0 when nothing waits.
    var oldestAge: Double
    /// Messages that were given up and wait for an operator.
    var dead: Int
}
