internal import Models
public import Tracing

/// The trace that a span belongs to, and the span itself, as they travel between processes (W3C Trace Context, version 00).
public struct TraceContext: Hashable, Sendable {
    /// The trace; not zero.
    public let traceID: UInt128
    /// The span; not zero.
    public let spanID: UInt64
    /// Whether the trace is recorded: decided where it began.
    public let isSampled: Bool
    /// What vendors add; passed on as it came.
    public let state: String?

    /// Assembles a context.
    public init(traceID: UInt128, spanID: UInt64, isSampled: Bool, state: String? = nil) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
        self.state = state
    }

    /// Reads what came from somebody else; nil when it is malformed, all zero or of another version, and then a trace begins
    /// anew. A `tracestate` that nobody could have sent by the rules is left out.
    public init?(traceparent: String?, tracestate: String? = nil) {
        guard let text = traceparent?.utf8, text.count == 55 else { return nil }
        let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [2, 32, 16, 2], parts[0].elementsEqual("00".utf8),
            let traceID = Self.number(parts[1], UInt128.self), let spanID = Self.number(parts[2], UInt64.self),
            let flags = Self.number(parts[3], UInt8.self), traceID != 0, spanID != 0
        else { return nil }
        self.init(traceID: traceID, spanID: spanID, isSampled: flags & 1 == 1, state: Self.state(tracestate))
    }

    /// `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`
    public var traceparent: String { "00-\(traceID.digits)-\(spanID.digits)-\(isSampled ? "01" : "00")" }

    // MARK: - Private

    /// Small hexadecimal digits only (section 3.2.2).
    private static func number<Number: FixedWidthInteger>(
        _ digits: some Sequence<UInt8>, _ type: Number.Type
    ) -> Number? {
        var number: Number = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: number = number << 4 | Number(digit - 0x30)
            case 0x61...0x66: number = number << 4 | Number(digit - 0x57)
            default: return nil
            }
        }
        return number
    }

    /// At least 512 characters are to be passed on (section 3.3.1.5), and we take no more: it is written into each message.
    private static func state(_ text: String?) -> String? {
        guard let text, !text.isEmpty, text.utf8.count <= 512, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
        return text
    }
}

extension FixedWidthInteger {
    /// All hexadecimal digits, small, with leading zeros.
    var digits: String { withUnsafeBytes(of: bigEndian) { HexDigits.text($0) } }
}

extension InstrumentationContext {
    private enum Key: InstrumentationContextKey {
        typealias Value = TraceContext
    }

    /// The trace and the span that work in this context belongs to.
    public var trace: TraceContext? {
        get { self[Key.self] }
        set { self[Key.self] = newValue }
    }
}
