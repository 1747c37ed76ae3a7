import Configuration
import HTTPTypes
import JobQueue
import Logging
import ServiceKit
import ServiceLifecycle
import Synchronization
import TestKit
import Testing
import Tracing

@testable import NotificationService

@Suite("Spans of deliveries", .database(JobQueue.migrator, .notification), .timeLimit(.minutes(5)))
struct DeliverySpanTests {
    @Test("a mail that is handed over is a span in the trace of its job, which names nobody")
    func mail() async throws {
        let spans = try await spans {
            try await NotificationBench.run(try await MailCatcher.start()) { bench in
                try await bench.enqueue(bench.receipt("mail", to: try bench.contact()))
                _ = try await bench.outcome()
            }
        }
        let mail = try #require(spans.first { $0.name == "send mail" })
        #expect(mail.kind == 3 && mail["server.address"] == "127.0.0.1" && mail.status.code == 0)
        #expect(mail["bangban.delivery.outcome"] == "delivered" && mail["bangban.delivery.code"] == "250")
        let asked = try #require(spans.first { $0["bangban.message.kind"] == "notification.send" })
        #expect(mail.traceId == asked.traceId && mail.parentSpanId != nil)
        expectNobody(spans)
    }

    @Test("each attempt at a gateway is a span, which the gateway is told; one that failed is an error")
    func gateway() async throws {
        let told = Mutex<[String]>([])
        let spans = try await spans {
            try await GatewayStub.run(answers: [.internalServerError, .ok]) { stub in
                try await NotificationBench.run(try await MailCatcher.start(), stub.settings) { bench in
                    let contact = try bench.contact(email: nil, phone: "13800000000")
                    try await bench.enqueue(bench.receipt("sms", to: contact))
                    _ = try await bench.outcome()
                }
                told.withLock { $0 = stub.received.compactMap(\.traceparent) }
            }
        }
        let attempts = spans.filter { $0.name == "POST" }
        #expect(attempts.map { $0["http.response.status_code"] } == ["500", "200"])
        #expect(attempts.map(\.status.code) == [2, 0] && attempts[0]["error.type"] == "500")
        #expect(told.withLock { $0 } == attempts.map { "00-\($0.traceId)-\($0.spanId)-01" })
        expectNobody(spans)
    }

    // MARK: - Private

    /// What the body, traced as a process is, leaves behind.
    private func spans(_ body: () async throws -> Void) async throws -> [ReceivedSpan] {
        let receiver = try await TraceReceiver.start()
        let settings = try TracingSettings(ConfigReader(environment: receiver.environment))
        let logger = Logger(label: "test.spans")
        let pipeline = try #require(
            TracePipeline(settings, service: "notification", grace: .seconds(20), logger: logger))
        let group = ServiceGroup(services: [pipeline.export], logger: logger)
        async let export: Void = group.run()
        try await withTracer(pipeline.tracer) { try await body() }
        await group.triggerGracefulShutdown()
        try await export
        return receiver.inbox.spans
    }

    private func expectNobody(_ spans: [ReceivedSpan]) {
        for value in spans.flatMap({ span in span.keys.compactMap { span[$0] } + [span.status.message ?? ""] }) {
            for datum in ["resident", "@", "138", "张", "AB3CD4EF5"] { #expect(!value.contains(datum), "\(value)") }
        }
    }
}
