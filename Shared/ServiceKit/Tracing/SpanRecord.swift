internal import Tracing

/// What is known of a span.
struct SpanRecord: Sendable {
    /// The most attributes, events and links that a span keeps; OpenTelemetry's default.
    static let limit = 128

    let trace: TraceContext
    let parentID: UInt64?
    let kind: SpanKind
    let start: UInt64
    var name: String
    var end: UInt64 = 0
    var attributes: SpanAttributes = [:]
    var status: SpanStatus?
    private(set) var events: [SpanEvent] = []
    private(set) var links: [(trace: TraceContext, attributes: SpanAttributes)] = []
    private(set) var droppedEvents = 0
    private(set) var droppedLinks = 0

    init(_ name: String, _ trace: TraceContext, parentID: UInt64?, kind: SpanKind, start: UInt64) {
        self.name = name
        self.trace = trace
        self.parentID = parentID
        self.kind = kind
        self.start = start
    }

    mutating func add(_ event: SpanEvent) {
        if events.count < Self.limit { events.append(event) } else { droppedEvents += 1 }
    }

    mutating func add(_ link: SpanLink) {
        guard let trace = link.context.trace else { return }
        if links.count < Self.limit { links.append((trace, link.attributes)) } else { droppedLinks += 1 }
    }
}
