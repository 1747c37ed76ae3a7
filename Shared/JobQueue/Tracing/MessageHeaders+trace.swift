public import Tracing

extension MessageHeaders {
    /// The trace they belong to, by the second part of the traceparent (W3C Trace Context, section 3.2).
    public var traceID: String? {
        traceparent?.split(separator: "-").dropFirst().first.map(String.init)
    }

    /// The context they carry, as the parent of a span. Top level, where they carry none or the instrument refuses it.
    public func context(readBy instrument: any Instrument) -> InstrumentationContext {
        var context = InstrumentationContext.topLevel
        if traceparent != nil { instrument.extract(self, into: &context, using: TraceFields()) }
        return context
    }

    /// The same headers with a span's context in place of the one they carried.
    public func carrying(_ context: InstrumentationContext, writtenBy instrument: any Instrument) -> MessageHeaders {
        var headers = self
        headers.traceparent = nil
        headers.tracestate = nil
        instrument.inject(context, into: &headers, using: TraceFields())
        return headers
    }

    /// Whether the trace they belong to is not recorded: the last bit of a traceparent's flags is clear. Then nothing is left
    /// to do but to carry them on.
    var isUnsampled: Bool {
        guard let digits = traceparent?.utf8, digits.count == 55, let last = digits.last else { return false }
        return last & 1 == 0 && (0x30...0x38).contains(last) || [0x61, 0x63, 0x65].contains(last)
    }
}

/// The two fields of W3C Trace Context, by which instruments know them.
private struct TraceFields: Injector, Extractor {
    func inject(_ value: String, forKey key: String, into headers: inout MessageHeaders) {
        switch key {
        case "traceparent": headers.traceparent = value
        case "tracestate": headers.tracestate = value
        default: break
        }
    }

    func extract(key: String, from headers: MessageHeaders) -> String? {
        switch key {
        case "traceparent": headers.traceparent
        case "tracestate": headers.tracestate
        default: nil
        }
    }
}
