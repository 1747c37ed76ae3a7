internal import Synchronization
public import Tracing

/// A span of ``ServiceTracer``. One whose trace is not recorded holds nothing but its context.
public final class ServiceSpan: Span {
    /// What work in the span goes on with.
    public let context: InstrumentationContext
    private let buffer: SpanBuffer?
    /// Nil when nothing is recorded, or no longer.
    private let record: Mutex<SpanRecord?>

    init(_ record: SpanRecord?, _ context: InstrumentationContext, _ buffer: SpanBuffer?) {
        self.context = context
        self.buffer = buffer
        self.record = Mutex(record)
    }

    /// Whether anybody will see what is noted.
    public var isRecording: Bool { record.withLock { $0 != nil } }

    /// The span's name.
    public var operationName: String {
        get { record.withLock { $0?.name ?? "" } }
        set { record.withLock { $0?.name = newValue } }
    }

    /// The span's attributes; past 128 new ones are not taken.
    public var attributes: SpanAttributes {
        get { record.withLock { $0?.attributes ?? [:] } }
        set { record.withLock { if newValue.count <= SpanRecord.limit { $0?.attributes = newValue } } }
    }

    /// Sets the status.
    public func setStatus(_ status: SpanStatus) { record.withLock { $0?.status = status } }

    /// Adds an event.
    public func addEvent(_ event: SpanEvent) { record.withLock { $0?.add(event) } }

    /// Adds a link to a span of ours; others have no context that we know.
    public func addLink(_ link: SpanLink) { record.withLock { $0?.add(link) } }

    /// Adds the event `exception` with the error's type; what an error says may be data.
    public func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        var attributes = attributes
        attributes["exception.type"] = String(describing: type(of: error))
        addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
    }

    /// Ends the span, once, and hands it over for export.
    public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        guard let buffer, var ended = record.withLock({ $0.take() }) else { return }
        // The wall clock may have been set back meanwhile; a span does not end before it began.
        ended.end = max(ended.start, instant().nanosecondsSinceEpoch)
        buffer.add(ended)
    }
}
