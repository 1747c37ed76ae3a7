import CoreMetrics
import Synchronization

/// The figures of pools: connections lent, callers waiting, callers who waited too long.
struct PoolMetrics: Sendable {
    let leased = Gauge(label: "postgres_pool_leased_connections")
    let waiting = Gauge(label: "postgres_pool_waiting_callers")
    let timeouts = Counter(label: "postgres_pool_timeouts_total")

    func record(_ load: (leased: Int, waiting: Int)) {
        leased.record(load.leased)
        waiting.record(load.waiting)
    }
}
