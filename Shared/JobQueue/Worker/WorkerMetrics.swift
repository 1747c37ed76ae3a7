import Metrics
import Synchronization

/// What the worker tells the metrics system; each counter is made once, for that is dear.
final class WorkerMetrics: Sendable {
    private struct End: Hashable {
        let kind: String
        let outcome: String
    }

    private let claims: Counter
    private let finished: [String: (count: Counter, time: Timer)]
    private let ends = Mutex<[End: Counter]>([:])

    init(_ handlers: SubscriptionHandlers) {
        claims = Counter(
            label: "queue_messages_claimed_total", dimensions: [("subscription", handlers.subscription.description)])
        finished = Dictionary(
            uniqueKeysWithValues: handlers.handlers.keys.map { kind in
                let timer = Timer(label: "queue_message_seconds", dimensions: [("kind", kind)])
                return (kind, (Self.counter(End(kind: kind, outcome: "finished")), timer))
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
        ends.withLock { counters in
            for delivery in deliveries {
                // Kinds without a handler are whatever somebody wrote: one label for all.
                let kind = finished[delivery.kind] == nil ? "unknown" : delivery.kind
                let end = End(kind: kind, outcome: outcome)
                let counter = counters[end] ?? Self.counter(end)
                counters[end] = counter
                counter.increment()
            }
        }
    }

    // MARK: - Private

    private static func counter(_ end: End) -> Counter {
        Counter(label: "queue_messages_total", dimensions: [("kind", end.kind), ("outcome", end.outcome)])
    }
}
