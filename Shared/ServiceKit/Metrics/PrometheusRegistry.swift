public import Metrics
internal import Synchronization

/// A backend for swift-metrics that keeps its figures in memory and tells them in Prometheus' text format.
///
/// Families and series are bounded: past ``seriesLimit`` series of a family, further label values are added up under the
/// value `other`, and `metrics_series_folded_total` counts how often; a scrape can never grow without end.
public final class PrometheusRegistry: MetricsFactory {
    /// The registry that `/metrics` tells and services bootstrap with.
    public static let shared = PrometheusRegistry()

    /// The most series that one family keeps apart.
    public let seriesLimit: Int
    /// The most families.
    public let familyLimit: Int

    private struct State {
        var families: [String: MetricFamily] = [:]
        var folded = 0
    }
    private let state = Mutex(State())

    /// An empty registry.
    public init(seriesLimit: Int = 500, familyLimit: Int = 500) {
        self.seriesLimit = seriesLimit
        self.familyLimit = familyLimit
    }

    /// All figures in Prometheus' text exposition format 0.0.4, families sorted by name.
    public var exposition: String {
        let (families, folded) = state.withLock { ($0.families.values.sorted { $0.name < $1.name }, $0.folded) }
        let own = "# TYPE metrics_series_folded_total counter\nmetrics_series_folded_total \(folded)\n"
        return families.map(\.exposition).joined() + own + ProcessMetrics.exposition
    }

    // MARK: - MetricsFactory

    /// A counter; its name gets `_total` where it lacks it.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(MetricName.counter(label), .counter, dimensions) { Number() }
    }

    /// A counter of fractions.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(MetricName.counter(label), .counter, dimensions) { Number() }
    }

    /// A gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(MetricName.plain(label), .gauge, dimensions) { Number() }
    }

    /// A histogram where values are aggregated, else a gauge.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        let name = MetricName.plain(label)
        guard aggregate else { return series(name, .gauge, dimensions) { Number() } }
        return series(name, .histogram, dimensions) { Histogram(bounds: HistogramBounds.fitting(name)) }
    }

    /// A histogram in seconds; its name gets `_seconds` where it lacks it.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(MetricName.timer(label), .histogram, dimensions) { Histogram(bounds: HistogramBounds.seconds) }
    }

    /// Series stay: Prometheus takes one that disappears for a restart.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Series stay.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Series stay.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Series stay.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Series stay.
    public func destroyTimer(_ handler: any TimerHandler) {}

    // MARK: - Private

    private func series<Series: MetricSeries>(
        _ name: String, _ kind: MetricKind, _ dimensions: [(String, String)], _ make: () -> Series
    ) -> Series {
        let labels = MetricLabels(dimensions)
        return state.withLock { state in
            if let family = state.families[name], let known = family.series[labels] as? Series, family.kind == kind {
                return known
            }
            // A name used with two kinds, or too many families: counted nowhere rather than told wrongly.
            if let family = state.families[name], family.kind != kind { return make() }
            if state.families[name] == nil, state.families.count >= familyLimit { return make() }
            var family = state.families[name] ?? MetricFamily(name: name, kind: kind)
            var place = labels
            if family.series.count >= seriesLimit {
                state.folded += 1
                place = labels.folded
                if let known = family.series[place] as? Series { return known }
            }
            let created = make()
            family.series[place] = created
            state.families[name] = family
            return created
        }
    }
}
