import Metrics

/// How far each subscription is behind. Every process tells it of all, and the same: one that nobody works on has no process
/// of its own to tell it, and yet holds the log.
struct BacklogMetrics {
    private struct Gauges {
        let waiting: Gauge
        let oldest: Gauge
        let dead: Gauge
        let parked: Gauge

        init(_ subscription: String) {
            let dimensions = [("subscription", subscription)]
            waiting = Gauge(label: "queue_waiting_messages", dimensions: dimensions)
            oldest = Gauge(label: "queue_oldest_message_seconds", dimensions: dimensions)
            dead = Gauge(label: "queue_dead_messages", dimensions: dimensions)
            parked = Gauge(label: "queue_parked_messages", dimensions: dimensions)
        }

        func record(_ backlog: Backlog) {
            waiting.record(backlog.waiting)
            oldest.record(backlog.oldestAge)
            dead.record(backlog.dead)
            parked.record(backlog.parked)
        }
    }

    private var gauges: [String: Gauges] = [:]

    /// Takes down what is told from now on; a subscription that has been forgotten has nothing any more.
    mutating func record(_ backlogs: [Backlog]) {
        let known = Set(backlogs.map(\.subscription))
        for (name, gauges) in gauges where !known.contains(name) {
            gauges.record(Backlog(subscription: name, waiting: 0, oldestAge: 0, dead: 0, parked: 0))
            self.gauges[name] = nil
        }
        for backlog in backlogs {
            let name = backlog.subscription
            let gauges = gauges[name] ?? Gauges(name)
            self.gauges[name] = gauges
            gauges.record(backlog)
        }
    }
}

/// How far a subscription is behind.
struct Backlog: Sendable {
    /// As a ``Subscription`` describes itself.
    var subscription: String
    /// Messages that nobody has claimed, counted up to 100,000 a lane.
    var waiting: Int
    /// Seconds since the oldest of them was enqueued; 0 when nothing waits.
    var oldestAge: Double
    /// Messages that were given up and wait for an operator.
    var dead: Int
    /// Messages of a kind or version that no worker has known yet.
    var parked: Int
}
