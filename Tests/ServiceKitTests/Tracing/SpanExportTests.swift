import Foundation
import Outbound
import TestKit
import Testing
import Tracing

@testable import ServiceKit

@Suite("Spans, sent by OTLP", .timeLimit(.minutes(5)))
struct SpanExportTests {
    @Test("a span arrives with its name, times, attributes, events, links, status and where it is from")
    func whole() async throws {
        let receiver = try await TraceReceiver.start()
        let traced = try Traced(
            receiver.environment.merging([
                "OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Bearer%20t", "OTEL_RESOURCE_ATTRIBUTES": "hall=7",
            ]) { $1 })
        try await traced.run {
            let other = traced.tracer.startSpan("other", context: .topLevel)
            let span = traced.tracer.startSpan("whole", context: other.context, ofKind: .client)
            span.attributes = ["text": "帮办", "whole": 7, "truth": true, "number": 0.5]
            span.addEvent(SpanEvent(name: "tried"))
            span.addLink(SpanLink(context: other.context, attributes: [:]))
            span.setStatus(SpanStatus(code: .error, message: "why"))
            span.end()
            span.end()
            span.attributes["late"] = 1
            other.end()
        }
        let spans = receiver.inbox.spans
        let span = try #require(spans.first { $0.name == "whole" })
        let other = try #require(spans.first { $0.name == "other" })
        #expect(spans.count == 2 && span.kind == 3 && other.kind == 1 && other.parentSpanId == nil)
        #expect(span.traceId == other.traceId && span.parentSpanId == other.spanId)
        #expect(span["text"] == "帮办" && span["whole"] == "7" && span["truth"] == "true" && span["number"] == "0.5")
        #expect(span["late"] == nil && span.status.code == 2 && span.status.message == "why")
        #expect(span.links.map(\.spanId) == [other.spanId])
        #expect(try #require(UInt64(span.startTimeUnixNano)) <= #require(UInt64(span.endTimeUnixNano)))
        #expect(span.resource["service.name"] == "traced" && span.resource["hall"] == "7")
        #expect(receiver.inbox.authorization == "Bearer t" && traced.count("exported") == 2)
    }

    @Test("a receiver that is busy first gets the same spans again", arguments: [429, 502, 503, 504])
    func busy(_ status: Int) async throws {
        let receiver = try await TraceReceiver.start([TraceReply(status, retryAfter: "1"), TraceReply(status)])
        let traced = try Traced(receiver.environment)
        try await traced.run {
            traced.record(3)
            _ = try await receiver.inbox.wait(for: 3)
        }
        #expect(receiver.inbox.bodies.count == 3 && Set(receiver.inbox.bodies.map(\.count)).count == 1)
        #expect(traced.count("exported") == 3 && traced.count("failed") == 0)
    }

    @Test("Retry-After is honoured in both its forms, and bounded")
    func retryAfter() {
        let retries = OTLPRetries()
        #expect(OTLPAnswer(.init(status: 503, headers: ["Retry-After": "7"])) == .later("HTTP 503", .seconds(7)))
        #expect(OTLPAnswer(.init(status: 503, headers: ["Retry-After": "soon"])) == .later("HTTP 503", nil))
        let past = OTLPAnswer(.init(status: 429, headers: ["Retry-After": "Wed, 01 Jan 2020 08:00:00 GMT"]))
        #expect(past == .later("HTTP 429", .zero))
        #expect(retries.pause(after: 1, asked: .seconds(7)) == .seconds(7))
        #expect(retries.pause(after: 1, asked: .seconds(7000)) == retries.longest)
        for attempt in 1...100 { #expect(retries.pause(after: attempt, asked: nil) <= retries.longest) }
    }

    @Test("a receiver that was away gets what was recorded meanwhile")
    func away() async throws {
        let first = try await TraceReceiver.start()
        let traced = try Traced(first.environment)
        try await traced.run {
            traced.record(1)
            _ = try await first.inbox.wait(for: 1)
            // It has answered, too.
            try await eventually { traced.count("exported") == 1 }
            await first.stop()
            traced.record(2)
            let second = try await TraceReceiver.start(port: first.port)
            _ = try await second.inbox.wait(for: 2)
        }
        #expect(traced.count("exported") == 3 && traced.count("failed") == 0 && traced.count("dropped") == 0)
    }

    @Test("a receiver that stays away costs the spans, which are counted, and no shutdown")
    func gone() async throws {
        let receiver = try await TraceReceiver.start()
        await receiver.stop()
        let traced = try Traced(receiver.environment, grace: .seconds(5))
        try await traced.run { traced.record(7) }
        #expect(traced.count("failed") == 7 && traced.count("exported") == 0)
    }

    @Test("what the receiver refuses is counted and not sent again")
    func refused() async throws {
        let partial = #"{"partialSuccess": {"rejectedSpans": "2", "errorMessage": "too old"}}"#
        let receiver = try await TraceReceiver.start([TraceReply(400), TraceReply(200, body: partial)])
        let traced = try Traced(receiver.environment)
        try await traced.run {
            traced.record(1, "refused")
            try await receiver.inbox.wait { $0.bodies.count == 1 }
            traced.record(3, "partly")
            try await receiver.inbox.wait { $0.bodies.count == 2 }
        }
        #expect(receiver.inbox.bodies.count == 2)
        #expect(traced.count("rejected") == 3 && traced.count("exported") == 1)
    }

    @Test("what finds the buffer full is dropped and counted; the rest goes in batches when the process stops")
    func overflow() async throws {
        let receiver = try await TraceReceiver.start()
        let traced = try Traced(
            receiver.environment.merging([
                "OTEL_BSP_MAX_QUEUE_SIZE": "10", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "4",
                "OTEL_BSP_SCHEDULE_DELAY": "600000",
            ]) { $1 })
        traced.record(25)
        try await traced.run {}
        #expect(receiver.inbox.spans.count == 10 && receiver.inbox.bodies.count == 3)
        #expect(traced.count("dropped") == 15 && traced.count("exported") == 10)
    }

    @Test("a full batch does not wait for the time")
    func bySize() async throws {
        let receiver = try await TraceReceiver.start()
        let traced = try Traced(
            receiver.environment.merging([
                "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "4", "OTEL_BSP_SCHEDULE_DELAY": "600000",
            ]) { $1 })
        try await traced.run {
            traced.record(4)
            _ = try await receiver.inbox.wait(for: 4)
        }
    }

    @Test("a trace that is not sampled is sent by nobody, and keeps its id")
    func unsampled() async throws {
        let receiver = try await TraceReceiver.start()
        let traced = try Traced(receiver.environment.merging(["OTEL_TRACES_SAMPLER_ARG": "0"]) { $1 })
        try await traced.run {
            let parent = traced.tracer.startSpan("parent", context: .topLevel)
            let child = traced.tracer.startSpan("child", context: parent.context)
            #expect(!parent.isRecording && !child.isRecording)
            #expect(child.context.trace?.traceID == parent.context.trace?.traceID)
            child.end()
            parent.end()
        }
        #expect(receiver.inbox.bodies.isEmpty)
    }
}
