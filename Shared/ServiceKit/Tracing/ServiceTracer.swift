public import Tracing

/// A tracer that samples by the parent, or else by the trace's id, and hands ended spans to a ``SpanExport``.
public final class ServiceTracer: Tracer {
    private let sampler: TraceSampler
    private let buffer: SpanBuffer

    init(_ sampler: TraceSampler, _ buffer: SpanBuffer) {
        self.sampler = sampler
        self.buffer = buffer
    }

    /// Begins a span: in the trace of the context, or in a new one.
    public func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> ServiceSpan {
        var context = context()
        let parent = context.trace
        let traceID = parent?.traceID ?? .random(in: 1...UInt128.max)
        let trace = TraceContext(
            traceID: traceID, spanID: .random(in: 1...UInt64.max),
            isSampled: parent?.isSampled ?? sampler.samples(traceID), state: parent?.state)
        context.trace = trace
        guard trace.isSampled else { return ServiceSpan(nil, context, nil) }
        let record = SpanRecord(
            operationName, trace, parentID: parent?.spanID, kind: kind, start: instant().nanosecondsSinceEpoch)
        return ServiceSpan(record, context, buffer)
    }

    /// Does nothing: the export is a service, which empties the buffer when it is stopped.
    public func forceFlush() {}

    /// Writes `traceparent` and `tracestate`.
    public func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let trace = context.trace else { return }
        injector.inject(trace.traceparent, forKey: "traceparent", into: &carrier)
        if let state = trace.state { injector.inject(state, forKey: "tracestate", into: &carrier) }
    }

    /// Reads `traceparent` and `tracestate`; what is malformed leaves the context as it was.
    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        let trace = TraceContext(
            traceparent: extractor.extract(key: "traceparent", from: carrier),
            tracestate: extractor.extract(key: "tracestate", from: carrier))
        if let trace { context.trace = trace }
    }
}
