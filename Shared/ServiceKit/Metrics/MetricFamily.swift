/// What a family of series is, in Prometheus' words.
enum MetricKind: String {
    case counter, gauge, histogram
}

/// One figure with its labels.
protocol MetricSeries: AnyObject, Sendable {
    /// The lines of this series.
    func lines(_ name: String, _ labels: MetricLabels) -> String
}

/// All series of one name.
struct MetricFamily {
    let name: String
    let kind: MetricKind
    var series: [MetricLabels: any MetricSeries] = [:]

    /// The family's part of an exposition.
    var exposition: String {
        let lines = series.sorted { $0.key < $1.key }.map { $0.value.lines(name, $0.key) }
        return "# TYPE \(name) \(kind.rawValue)\n" + lines.joined()
    }
}
