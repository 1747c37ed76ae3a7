import Configuration
import Logging
import ServiceLifecycle
import Testing
import Tracing

@testable import ServiceKit

/// A tracer with its export and its figures, as a process has them.
struct Traced: Sendable {
    let pipeline: TracePipeline
    let registry = PrometheusRegistry()
    private let group: ServiceGroup
    private static let quick = OTLPRetries(
        attempts: 200, first: .milliseconds(20), longest: .milliseconds(200))

    /// Sends spans as the settings say, quickly again where they are not taken.
    init(_ environment: [String: String], grace: Duration = .seconds(20)) throws {
        let logger = Logger(label: "test.traced", factory: { _ in SwiftLogNoOpLogHandler() })
        let settings = try TracingSettings(ConfigReader(environment: environment))
        pipeline = try #require(
            TracePipeline(
                settings, service: "traced", grace: grace, retries: Self.quick,
                metrics: SpanMetrics(registry), logger: logger))
        group = ServiceGroup(services: [pipeline.export], logger: logger)
    }

    var tracer: any Tracer { pipeline.tracer }

    /// How many spans came to that.
    func count(_ outcome: String) -> Int {
        let prefix = "trace_spans_total{outcome=\"\(outcome)\"} "
        let line = registry.exposition.split(separator: "\n").first { $0.hasPrefix(prefix) }
        return line.flatMap { Int($0.dropFirst(prefix.count)) } ?? 0
    }

    /// Runs the body with the tracer, and then ends the export as a process does: what was recorded is sent before it returns.
    func run<T: Sendable>(_ body: () async throws -> T) async throws -> T {
        async let export: Void = group.run()
        let result: Result<T, any Error>
        do {
            result = .success(try await withTracer(tracer) { try await body() })
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await export
        return try result.get()
    }

    /// Records spans that are over at once.
    func record(_ count: Int, _ name: String = "one") {
        for _ in 0..<count { tracer.startSpan(name, context: .topLevel).end() }
    }
}
