internal import Metrics

/// What became of recorded spans.
struct SpanMetrics: Sendable {
    /// The receiver took them.
    let exported: Counter
    /// The buffer was full.
    let dropped: Counter
    /// The receiver refused them.
    let rejected: Counter
    /// The receiver was away for too long.
    let failed: Counter

    init(_ factory: any MetricsFactory = MetricsSystem.factory) {
        func counter(_ outcome: String) -> Counter {
            Counter(label: "trace_spans_total", dimensions: [("outcome", outcome)], factory: factory)
        }
        exported = counter("exported")
        dropped = counter("dropped")
        rejected = counter("rejected")
        failed = counter("failed")
    }
}
