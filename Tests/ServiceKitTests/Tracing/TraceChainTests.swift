import Foundation
import JobQueue
import Outbound
import Postgres
import ServiceKit
import TestKit
import Testing

/// The sample service as a real process: a request that asks, a message whose handler tells, and one that fails first.
@Suite("A trace through a service", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct TraceChainTests {
    private static let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test(
        "request, enqueueing, handler, its enqueueing and the next handler are one chain, and the log names its trace")
    func chain() async throws {
        let receiver = try await TraceReceiver.start()
        let service = try await service(receiver)
        try await ask(service, ["traceparent": Self.parent])
        let spans = try await receiver.inbox.wait(for: 6)
        #expect(try await service.terminate() == 0)
        let request = try #require(spans.first { $0.kind == 2 })
        #expect(request.name == "POST /ask" && request.parentSpanId == "00f067aa0ba902b7")
        let asked = try child(of: request, spans)
        #expect(asked.name == "enqueue sample" && asked.kind == 4)
        let handled = try child(of: asked, spans)
        #expect(
            handled.name == "process sample" && handled.kind == 5 && handled["bangban.message.kind"] == "sample.ask")
        let told = try child(of: handled, spans)
        #expect(told.name == "enqueue sample" && told.kind == 4)
        let attempts = spans.filter { $0.parentSpanId == told.spanId }.sorted { $0.attempt < $1.attempt }
        #expect(attempts.map(\.attempt) == ["1", "2"] && attempts.map(\.status.code) == [2, 0])
        #expect(attempts.map { $0["bangban.message.outcome"] } == ["retried", "finished"])
        #expect(attempts[0].status.message == "not yet" && attempts[0]["error.type"] == "NotYet")
        #expect(attempts.map { $0["messaging.message.id"] }.allSatisfy { $0 == attempts[0]["messaging.message.id"] })
        #expect(Set(spans.map(\.traceId)) == ["4bf92f3577b34da6a3ce929d0e0e4736"] && spans.count == 6)
        for span in spans where span.kind >= 4 {
            #expect(span["messaging.system"] == "bangban" && span["messaging.destination.name"] == "sample")
            #expect(span["messaging.operation.type"] == (span.kind == 4 ? "send" : "process"))
        }
        // Probes, which are logged while the service is not ready, come before.
        for message in ["request", "asked", "message retried", "told"] {
            let record = service.records.last { $0["message"] == message }
            #expect(record?["trace.id"] == request.traceId, "\(message)")
        }
    }

    @Test("a message that nobody traced begins a trace, which the log names")
    func root() async throws {
        let receiver = try await TraceReceiver.start()
        let service = try await service(receiver)
        let client = try TestDatabase.current.client()
        _ = try await client.query("SELECT queue.enqueue('sample.tell', '{}', queue => 'sample')")
        let spans = try await receiver.inbox.wait(for: 2)
        #expect(try await service.terminate() == 0)
        #expect(spans.allSatisfy { $0.parentSpanId == nil && $0.kind == 5 })
        let told = service.records.first { $0["message"] == "told" }
        #expect(told?["trace.id"] == spans.first { $0["bangban.message.outcome"] == "finished" }?.traceId)
    }

    @Test("what is recorded when the process is stopped is sent before it ends")
    func shutdown() async throws {
        let receiver = try await TraceReceiver.start()
        let service = try await service(receiver, ["OTEL_BSP_SCHEDULE_DELAY": "600000"])
        try await ask(service)
        try await service.waitForLog("told")
        #expect(receiver.inbox.spans.isEmpty)
        #expect(try await service.terminate() == 0)
        #expect(receiver.inbox.spans.count == 6)
    }

    @Test("a bad setting of tracing ends it with 78 and one line")
    func badSetting() async throws {
        let result = try await ServiceProcess.run(
            "SampleService", [], environment: environment(["OTEL_TRACES_EXPORTER": "jaeger"]))
        #expect(result.status == 78)
        #expect(result.errors == "sample: OTEL_TRACES_EXPORTER: 'jaeger' is not known; expected one of none, otlp\n")
    }

    // MARK: - Private

    private func service(_ receiver: TraceReceiver, _ changes: [String: String] = [:]) async throws -> ServiceProcess {
        let settings = environment(receiver.environment.merging(changes) { $1 })
        _ = try await ServiceProcess.run("SampleService", ["migrate"], environment: settings)
        let service = try ServiceProcess("SampleService", environment: settings)
        try await service.startReady()
        return service
    }

    private func environment(_ changes: [String: String]) -> [String: String] {
        minimal.merging(["DATABASE_URL": TestDatabase.current.url()]) { $1 }.merging(changes) { $1 }
    }

    private func ask(_ service: ServiceProcess, _ headers: [String: String] = [:]) async throws {
        let request = HTTPClientRequest(
            method: .post, url: service.url("/ask"), headers: HTTPHeaders(headers.map { ($0, $1) }))
        #expect(try await HTTPClient(timeout: .seconds(10)).send(request).text == "asked")
    }

    private func child(of span: ReceivedSpan, _ spans: [ReceivedSpan]) throws -> ReceivedSpan {
        let children = spans.filter { $0.parentSpanId == span.spanId }
        #expect(children.count == 1)
        return try #require(children.first)
    }
}

extension ReceivedSpan {
    /// The number of the delivery, as text.
    fileprivate var attempt: String { self["bangban.message.attempt"] ?? "" }
}
