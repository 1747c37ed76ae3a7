import Metrics
import Testing

@testable import ServiceKit

@Suite("Metrics")
struct MetricsTests {
    @Test("counters add up by labels, whatever their order")
    func counters() {
        let registry = PrometheusRegistry()
        Counter(label: "jobs.claimed", dimensions: [("kind", "a"), ("outcome", "ok")], factory: registry).increment(
            by: 2)
        Counter(label: "jobs.claimed", dimensions: [("outcome", "ok"), ("kind", "a")], factory: registry).increment()
        Counter(label: "jobs.claimed", dimensions: [("kind", "b"), ("outcome", "ok")], factory: registry).increment()
        let text = registry.exposition
        #expect(text.contains("# TYPE jobs_claimed_total counter\n"))
        #expect(text.contains("jobs_claimed_total{kind=\"a\",outcome=\"ok\"} 3\n"))
        #expect(text.contains("jobs_claimed_total{kind=\"b\",outcome=\"ok\"} 1\n"))
    }

    @Test("a timer is a histogram in seconds, with cumulative buckets")
    func timers() {
        let registry = PrometheusRegistry()
        let timer = Timer(label: "query", factory: registry)
        timer.recordMilliseconds(3)
        timer.recordSeconds(2)
        timer.recordSeconds(1000)
        let text = registry.exposition
        #expect(text.contains("# TYPE query_seconds histogram\n"))
        #expect(text.contains("query_seconds_bucket{le=\"0.0025\"} 0\nquery_seconds_bucket{le=\"0.005\"} 1\n"))
        #expect(text.contains("query_seconds_bucket{le=\"300\"} 2\nquery_seconds_bucket{le=\"+Inf\"} 3\n"))
        #expect(text.contains("query_seconds_sum 1002.003\nquery_seconds_count 3\n"))
    }

    @Test("meters and gauges hold their last value")
    func gauges() {
        let registry = PrometheusRegistry()
        let meter = Meter(label: "pool_in_use", factory: registry)
        meter.set(5)
        meter.decrement(by: 1.5)
        Gauge(label: "2nd gauge", factory: registry).record(7)
        #expect(registry.exposition.contains("# TYPE pool_in_use gauge\npool_in_use 3.5\n"))
        #expect(registry.exposition.contains("_2nd_gauge 7\n"))
    }

    @Test("label values are escaped and label names made safe")
    func escaping() {
        let registry = PrometheusRegistry()
        Counter(label: "c", dimensions: [("a-b", "x\"y\\z\nw")], factory: registry).increment()
        #expect(registry.exposition.contains("c_total{a_b=\"x\\\"y\\\\z\\nw\"} 1\n"))
    }

    @Test("past the limit of series further ones are added up as 'other', and counted")
    func bounded() {
        let registry = PrometheusRegistry(seriesLimit: 10)
        for number in 0..<100 {
            Counter(label: "c", dimensions: [("id", "\(number)")], factory: registry).increment()
        }
        let lines = registry.exposition.split(separator: "\n").filter { $0.hasPrefix("c_total") }
        #expect(lines.count == 11)
        #expect(lines.contains("c_total{id=\"other\"} 90"))
        #expect(registry.exposition.contains("metrics_series_folded_total 90\n"))
    }

    @Test("a name that is used with two kinds is told as the first")
    func conflict() {
        let registry = PrometheusRegistry()
        Meter(label: "x_total", factory: registry).set(1)
        Counter(label: "x", factory: registry).increment(by: 9)
        #expect(registry.exposition.contains("# TYPE x_total gauge\nx_total 1\n"))
        #expect(!registry.exposition.contains("x_total 9"))
    }

    @Test("the process's own figures are told")
    func process() {
        let text = PrometheusRegistry().exposition
        #expect(text.contains("process_start_time_seconds 1"))
        #expect(text.contains("process_resident_memory_bytes "))
        #expect(text.contains("process_open_fds "))
    }
}
