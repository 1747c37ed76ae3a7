import HTTPTypes
import Hummingbird
import JobQueue
import ServiceKit
import TestKit
import Testing

@Suite("Spans of requests", .timeLimit(.minutes(5)))
struct RequestSpanTests {
    private static let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test(
        "a request has a span that names its route, as the child of its caller's; messages and logs get the same trace")
    func child() async throws {
        let (spans, text) = try await ask(
            "/v1/cases/tracking-code-7?phone=138", ["traceparent": Self.parent, "tracestate": "hall=1"])
        let span = try #require(spans.first)
        #expect(spans.count == 1 && span.kind == 2 && span.name == "GET /v1/cases/{code}")
        #expect(span.traceId == "4bf92f3577b34da6a3ce929d0e0e4736" && span.parentSpanId == "00f067aa0ba902b7")
        #expect(span.traceState == "hall=1")
        #expect(span["http.request.method"] == "GET" && span["http.response.status_code"] == "200")
        #expect(span["http.route"] == "/v1/cases/{code}" && span.keys.count == 3)
        #expect(text == "00-\(span.traceId)-\(span.spanId)-01 hall=1")
    }

    @Test(
        "a malformed traceparent begins a new trace",
        arguments: [
            "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", parent + "-" + parent, "",
        ])
    func malformed(_ traceparent: String) async throws {
        let (spans, text) = try await ask("/v1/cases/7", ["traceparent": traceparent, "tracestate": "hall=1"])
        let span = try #require(spans.first)
        #expect(span.parentSpanId == nil && span.traceState == nil)
        #expect(span.traceId != "4bf92f3577b34da6a3ce929d0e0e4736" && text == "00-\(span.traceId)-\(span.spanId)-01 -")
    }

    @Test("a caller's trace that is not recorded goes on as such")
    func unsampled() async throws {
        let (spans, text) = try await ask("/v1/cases/7", ["traceparent": String(Self.parent.dropLast()) + "0"])
        #expect(spans.isEmpty && text.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-") && text.hasSuffix("-00 -"))
    }

    @Test("a fault is an error, a refusal is none")
    func status() async throws {
        let fault = try await ask("/fault").spans
        #expect(fault.map(\.status.code) == [2] && fault[0]["error.type"] == "500")
        let refusal = try await ask("/nothing/138").spans
        #expect(refusal.map(\.status.code) == [0] && refusal[0]["http.response.status_code"] == "404")
        #expect(!refusal[0].name.contains("138"))
    }

    @Test("probes leave no spans", arguments: ["/healthz", "/readyz", "/metrics"])
    func probes(_ path: String) async throws {
        #expect(try await ask(path).spans.isEmpty)
    }

    /// What one request to a traced router leaves behind, and what it answers.
    private func ask(
        _ path: String, _ headers: [String: String] = [:]
    ) async throws -> (spans: [ReceivedSpan], text: String) {
        let receiver = try await TraceReceiver.start()
        let fields = try headers.reduce(into: HTTPFields()) { fields, header in
            fields[try #require(HTTPField.Name(header.key))] = header.value
        }
        let text = try await Traced(receiver.environment).run {
            let router = serviceRouter(
                try HTTPSettings(.init(environment: [:]), port: 8081), service: "intake", readiness: Readiness([]))
            router.get("v1/cases/{code}") { _, _ in
                "\(MessageHeaders.current.traceparent ?? "-") \(MessageHeaders.current.tracestate ?? "-")"
            }
            router.get("fault") { _, _ -> String in throw Fault() }
            return try await RouterClient(router).send(.get, path, headers: fields).text
        }
        return (receiver.inbox.spans, text)
    }
}

private struct Fault: Error {}
