internal import Metrics
internal import Synchronization

/// The value behind counters and gauges.
final class Number: MetricSeries, CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler {
    private let value = Mutex(0.0)

    func increment(by amount: Int64) { add(Double(amount)) }
    func increment(by amount: Double) { add(amount) }
    func decrement(by amount: Double) { add(-amount) }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func reset() { set(0.0) }

    func lines(_ name: String, _ labels: MetricLabels) -> String {
        "\(name)\(labels.text()) \(MetricText.number(value.withLock { $0 }))\n"
    }

    private func add(_ amount: Double) {
        guard amount.isFinite else { return }
        value.withLock { $0 += amount }
    }
}
