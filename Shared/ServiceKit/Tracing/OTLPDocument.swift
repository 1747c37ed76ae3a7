internal import Tracing

/// Spans as OpenTelemetry's protocol has them in JSON (OTLP 1.x, `ExportTraceServiceRequest`): ids in hexadecimal, 64-bit numbers
/// as text, enumerations as numbers.
struct OTLPDocument: Encodable {
    let resourceSpans: [ResourceSpans]

    init(_ spans: [SpanRecord], of resource: [String: String]) {
        let attributes = resource.sorted { $0.key < $1.key }.map { Attribute(key: $0, value: .text($1)) }
        resourceSpans = [
            ResourceSpans(
                resource: Resource(attributes: attributes),
                scopeSpans: [ScopeSpans(scope: Scope(name: "bangban"), spans: spans.map(Span.init))])
        ]
    }

    struct ResourceSpans: Encodable {
        let resource: Resource
        let scopeSpans: [ScopeSpans]
    }

    struct Resource: Encodable {
        let attributes: [Attribute]
    }

    struct ScopeSpans: Encodable {
        let scope: Scope
        let spans: [Span]
    }

    struct Scope: Encodable {
        let name: String
    }

    struct Span: Encodable {
        let traceId: String
        let spanId: String
        let traceState: String?
        let parentSpanId: String?
        let flags: UInt32
        let name: String
        let kind: Int
        let startTimeUnixNano: String
        let endTimeUnixNano: String
        let attributes: [Attribute]
        let events: [Event]
        let droppedEventsCount: Int
        let links: [Link]
        let droppedLinksCount: Int
        let status: Status

        init(_ span: SpanRecord) {
            traceId = span.trace.traceID.digits
            spanId = span.trace.spanID.digits
            traceState = span.trace.state
            parentSpanId = span.parentID?.digits
            flags = span.trace.flags
            name = span.name
            kind = span.kind.number
            startTimeUnixNano = String(span.start)
            endTimeUnixNano = String(span.end)
            attributes = span.attributes.list
            events = span.events.map(Event.init)
            droppedEventsCount = span.droppedEvents
            links = span.links.map(Link.init)
            droppedLinksCount = span.droppedLinks
            status = Status(span.status)
        }
    }

    struct Event: Encodable {
        let timeUnixNano: String
        let name: String
        let attributes: [Attribute]

        init(_ event: SpanEvent) {
            timeUnixNano = String(event.nanosecondsSinceEpoch)
            name = event.name
            attributes = event.attributes.list
        }
    }

    struct Link: Encodable {
        let traceId: String
        let spanId: String
        let traceState: String?
        let attributes: [Attribute]
        let flags: UInt32

        init(_ trace: TraceContext, _ attributes: SpanAttributes) {
            traceId = trace.traceID.digits
            spanId = trace.spanID.digits
            traceState = trace.state
            self.attributes = attributes.list
            flags = trace.flags
        }
    }

    struct Status: Encodable {
        let message: String?
        let code: Int

        init(_ status: SpanStatus?) {
            message = status?.message
            code =
                switch status?.code {
                case .none: 0
                case .ok: 1
                case .error: 2
                }
        }
    }
}

extension TraceContext {
    /// The flags of W3C Trace Context, which are the lowest eight bits.
    fileprivate var flags: UInt32 { isSampled ? 1 : 0 }
}

extension SpanKind {
    fileprivate var number: Int {
        switch self {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }
}
