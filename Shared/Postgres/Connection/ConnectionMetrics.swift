import CoreMetrics

/// The figures of statements, whatever connection they ran on.
enum ConnectionMetrics {
    /// How long statements took, from sending to the last result, in seconds.
    static let queries = CoreMetrics.Timer(label: "postgres_query_seconds", preferredDisplayUnit: .seconds)
}

extension CoreMetrics.Timer {
    func recordSeconds(since start: ContinuousClock.Instant) {
        let elapsed = start.duration(to: .now).components
        recordNanoseconds(elapsed.seconds * 1_000_000_000 + elapsed.attoseconds / 1_000_000_000)
    }
}
