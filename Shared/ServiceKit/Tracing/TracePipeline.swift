internal import Foundation
public import Logging
internal import Outbound
public import ServiceLifecycle
public import Tracing

/// A tracer and the service that sends its spans away.
public struct TracePipeline: Sendable {
    /// Makes the spans.
    public let tracer: any Tracer
    /// Sends them; to be stopped after all that makes spans.
    public let export: any Service

    /// A pipeline as configured for a service; nil where no spans are wanted.
    ///
    /// - Parameters:
    ///   - service: the service's name.
    ///   - grace: how long the last spans may take at shutdown.
    public init?(_ settings: TracingSettings, service: String, grace: Duration, logger: Logger) {
        self.init(
            settings, service: service, grace: grace, retries: OTLPRetries(), metrics: SpanMetrics(), logger: logger)
    }

    init?(
        _ settings: TracingSettings, service: String, grace: Duration, retries: OTLPRetries, metrics: SpanMetrics,
        logger: Logger
    ) {
        guard settings.exporter == .otlp else { return nil }
        let buffer = SpanBuffer(limit: settings.bufferLimit, batch: settings.batchLimit, metrics: metrics)
        let client = OTLPClient(
            http: HTTPClient(HTTPClientConfiguration(timeout: settings.timeout, authorityFile: settings.authorityFile)),
            url: settings.tracesURL, headers: settings.headers,
            resource: settings.resource.merging(Self.resource(service)) { given, _ in given },
            retries: retries, metrics: metrics, logger: logger)
        tracer = ServiceTracer(TraceSampler(ratio: settings.ratio), buffer)
        export = SpanExport(buffer: buffer, client: client, delay: settings.delay, grace: grace)
    }

    private static func resource(_ service: String) -> [String: String] {
        let (process, host) = (ProcessInfo.processInfo, ProcessInfo.processInfo.hostName)
        return [
            "service.namespace": "bangban", "service.name": service, "host.name": host,
            "service.instance.id": "\(host)/\(process.processIdentifier)",
        ]
    }
}

extension TracingSettings {
    /// The receiver's URL for spans.
    fileprivate var tracesURL: String {
        let base = endpoint.absoluteString
        return (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/v1/traces"
    }
}
