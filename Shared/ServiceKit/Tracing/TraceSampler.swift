/// Decides which traces are recorded: a part of those that begin here, by their id, so that each process decides alike.
struct TraceSampler: Sendable {
    private let threshold: UInt64

    /// Keeps a part of the traces, from 0 to 1.
    init(ratio: Double) {
        threshold = UInt64(((1 - ratio) * Double(1 << Self.bits)).rounded())
    }

    /// Whether a trace is recorded: by the last 56 bits of its id, which are random (W3C Trace Context level 2, section 3.2.2.3),
    /// against the rejection threshold of OpenTelemetry's probability sampling.
    func samples(_ traceID: UInt128) -> Bool {
        UInt64(truncatingIfNeeded: traceID) & ((1 << Self.bits) - 1) >= threshold
    }

    private static let bits: UInt64 = 56
}
