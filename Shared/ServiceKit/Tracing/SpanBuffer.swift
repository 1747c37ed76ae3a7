internal import Metrics
internal import Synchronization

/// Ended spans that wait for their export. Bounded: what finds it full is dropped and counted, and nobody ever waits.
final class SpanBuffer: Sendable {
    /// Says when there may be something to export.
    let bell: AsyncStream<Void>

    private let ringing: AsyncStream<Void>.Continuation
    private let limit: Int
    private let batch: Int
    private let metrics: SpanMetrics
    private let spans = Mutex<[SpanRecord]>([])

    init(limit: Int, batch: Int, metrics: SpanMetrics) {
        self.limit = limit
        self.batch = batch
        self.metrics = metrics
        (bell, ringing) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ span: SpanRecord) {
        let count = spans.withLock { spans -> Int? in
            guard spans.count < limit else { return nil }
            spans.append(span)
            return spans.count
        }
        guard let count else { return metrics.dropped.increment() }
        if count % batch == 0 { ring() }
    }

    /// The oldest spans, at most a batch.
    func next() -> [SpanRecord] {
        spans.withLock { spans in
            let taken = Array(spans.prefix(batch))
            spans.removeFirst(taken.count)
            return taken
        }
    }

    func ring() { ringing.yield() }

    /// Ends the bell.
    func close() { ringing.finish() }
}
