public import Logging

/// Writes log records as JSON lines or as text: time (RFC 3339, UTC, milliseconds), level, service, message, metadata.
///
/// `request.id` and `job.id` stand beside the message, so that a collector can follow one request without knowing us.
public struct ServiceLogHandler: LogHandler {
    /// The least level that is written.
    public var logLevel: Logger.Level
    /// What every record carries.
    public var metadata: Logger.Metadata = [:]
    /// What records carry by context.
    public var metadataProvider: Logger.MetadataProvider?

    private let service: String
    private let label: String
    private let format: LogFormat
    private let sink: LogSink

    /// A handler for one logger.
    public init(
        label: String, service: String, format: LogFormat, level: Logger.Level, sink: LogSink = .standardError
    ) {
        self.label = label
        self.service = service
        self.format = format
        self.logLevel = level
        self.sink = sink
    }

    /// Reads or writes one value that every record carries.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one record.
    public func log(event: LogEvent) {
        var merged = metadata
        if let provided = metadataProvider?.get() { merged.merge(provided) { _, new in new } }
        if let given = event.metadata { merged.merge(given) { _, new in new } }
        if let error = event.error, merged["error"] == nil { merged["error"] = "\(error)" }
        let record = LogRecord(
            time: .now(), level: event.level, service: service, logger: label, message: "\(event.message)",
            metadata: merged)
        sink.line(format == .json ? record.json : record.text)
    }
}
