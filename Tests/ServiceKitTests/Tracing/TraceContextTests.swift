import Testing
import Tracing

@testable import ServiceKit

@Suite("Trace contexts and sampling")
struct TraceContextTests {
    private static let valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("a traceparent is read as it was written", arguments: [valid, valid.dropLast(1) + "0"])
    func whole(_ text: String) throws {
        let trace = try #require(TraceContext(traceparent: text, tracestate: "hall=1,other=x"))
        #expect(trace.traceparent == text)
        #expect(trace.isSampled == text.hasSuffix("01") && trace.state == "hall=1,other=x")
        #expect(trace.traceID == 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736 && trace.spanID == 0x00f0_67aa_0ba9_02b7)
    }

    @Test(
        "a malformed traceparent is none",
        arguments: [
            "", "00", "nonsense", "00-0-0-0",
            "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            valid + "-extra", valid + "0", "00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
            "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        ])
    func malformed(_ text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }

    @Test("a tracestate that is too long or not printable is left out, the trace stays")
    func state() {
        for state in ["", String(repeating: "x", count: 513), "a=1\r\nb=2", "a=é"] {
            let trace = TraceContext(traceparent: Self.valid, tracestate: state)
            #expect(trace?.traceparent == Self.valid && trace?.state == nil)
        }
    }

    @Test("sampling goes by the last 56 bits of the trace id, each time alike")
    func sampling() {
        let quarter = TraceSampler(ratio: 0.25)
        let threshold: UInt128 = 3 << 54
        #expect(quarter.samples(threshold) && !quarter.samples(threshold - 1))
        #expect(quarter.samples(0xFFFF << 64 | threshold) && !quarter.samples(0xFFFF << 64 | (threshold - 1)))
        #expect(TraceSampler(ratio: 1).samples(1 << 64) && !TraceSampler(ratio: 0).samples(.max))
    }

    @Test("what a smaller ratio keeps, a larger one keeps too, and about as much as it says")
    func ratios() {
        var generator = SplitMix(seed: 7)
        let ids = (0..<20_000).map { _ in UInt128.random(in: 1...UInt128.max, using: &generator) }
        var kept = Set(ids)
        for ratio in [0.9, 0.5, 0.1, 0.01] {
            let sampler = TraceSampler(ratio: ratio)
            let now = Set(ids.filter { sampler.samples($0) })
            #expect(now.isSubset(of: kept))
            #expect(abs(Double(now.count) / 20_000 - ratio) < 0.02)
            kept = now
        }
    }
}

/// Random numbers that are the same in each run.
private struct SplitMix: RandomNumberGenerator {
    var seed: UInt64

    mutating func next() -> UInt64 {
        seed &+= 0x9E37_79B9_7F4A_7C15
        var mixed = seed
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
