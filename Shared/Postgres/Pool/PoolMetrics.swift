import CoreMetrics
import Synchronization

/// The figures of pools: connections lent, callers waiting, callers who waited too long.
struct PoolMetrics: Sendable {
    let leased = Gauge(label: "postgres_pool_leased_connections")
    let waiting = Gauge(label: "postgres_pool_waiting_callers")
    let timeouts = Counter(label: "postgres_pool_timeouts_total")

    func record(_ client: PostgresClient) {
        let (leased, waiting) = client.state.withLock { ($0.leased, $0.waiting) }
        self.leased.record(leased)
        self.waiting.record(waiting)
    }
}
