import Metrics

/// What the worker tells the metrics system; labels are made once, for they are dear.
struct WorkerMetrics: Sendable {
    private let claims: Counter
    private let finished: [String: (count: Counter, time: Timer)]
    private let subscription: String

    init(_ handlers: SubscriptionHandlers) {
        let subscription = handlers.subscription.description
        self.subscription = subscription
        claims = Counter(label: "queue_messages_claimed_total", dimensions: [("subscription", subscription)])
        finished = Dictionary(
            uniqueKeysWithValues: handlers.handlers.keys.map { kind in
                let count = Counter(
                    label: "queue_messages_total", dimensions: [("kind", kind), ("outcome", "finished")])
                return (kind, (count, Timer(label: "queue_message_seconds", dimensions: [("kind", kind)])))
            })
    }

    func claimed(_ count: Int) {
        claims.increment(by: count)
    }

    func finished(_ delivery: Delivery, since start: ContinuousClock.Instant) {
        guard let (count, time) = finished[delivery.kind] else { return }
        count.increment()
        let parts = (ContinuousClock.now - start).components
        time.recordNanoseconds(parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
    }

    func ended(_ deliveries: [Delivery], _ outcome: String) {
        for delivery in deliveries {
            // Kinds without a handler are whatever somebody wrote: one label for all.
            let kind = finished[delivery.kind] == nil ? "unknown" : delivery.kind
            Counter(label: "queue_messages_total", dimensions: [("kind", kind), ("outcome", outcome)]).increment()
        }
    }
}
