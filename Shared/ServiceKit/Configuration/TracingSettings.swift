public import Configuration
public import Foundation

/// Whether and where spans are sent. Names and units are OpenTelemetry's own, so times are in milliseconds without a unit.
public struct TracingSettings: Sendable {
    /// How spans leave the process.
    public enum Exporter: String, CaseIterable, Sendable {
        /// Not at all.
        case none
        /// By OpenTelemetry's protocol over HTTP, as JSON.
        case otlp
    }

    /// How spans leave the process.
    public var exporter: Exporter
    /// The receiver; `/v1/traces` is appended.
    public var endpoint: URL
    /// Header fields for the receiver.
    public var headers: [String: String]
    /// A PEM file of authorities to trust in place of the system's.
    public var authorityFile: String?
    /// The time for one request.
    public var timeout: Duration
    /// The part of traces that begin here and are recorded.
    public var ratio: Double
    /// What else is said of where the spans are from.
    public var resource: [String: String]
    /// The most spans that wait.
    public var bufferLimit: Int
    /// The most spans of one request.
    public var batchLimit: Int
    /// The longest time that a span waits for others.
    public var delay: Duration

    /// Reads the settings.
    public init(_ config: ConfigReader) throws {
        exporter = try config.value(Keys.exporter)
        endpoint = try config.value(Keys.endpoint)
        headers = try config.value(Keys.headers)
        authorityFile = try config.optional(Keys.authorities)
        timeout = .milliseconds(try config.value(Keys.timeout))
        ratio = try config.value(Keys.ratio)
        resource = try config.value(Keys.resource)
        bufferLimit = try config.value(Keys.bufferLimit)
        batchLimit = min(bufferLimit, try config.value(Keys.batchLimit))
        delay = .milliseconds(try config.value(Keys.delay))
    }

    /// What `--help` says of them.
    public static var settings: [SettingDescription] {
        [
            Keys.exporter.description, Keys.endpoint.description, Keys.headers.description,
            Keys.authorities.description, Keys.timeout.description, Keys.ratio.description,
            Keys.resource.description, Keys.bufferLimit.description, Keys.batchLimit.description,
            Keys.delay.description,
        ]
    }

    private enum Keys {
        static let exporter = Setting(
            "otel.traces.exporter", .choice, default: Exporter.none,
            about: "Where spans go: none, or otlp to an OpenTelemetry collector.")
        static let endpoint = Setting(
            "otel.exporter.otlp.endpoint", .url(), default: URL(string: "http://127.0.0.1:4318")!,
            text: "http://127.0.0.1:4318", about: "The collector, by OTLP over HTTP; /v1/traces is appended.")
        static let headers = Setting(
            "otel.exporter.otlp.headers", .fields, default: [:], text: "",
            about: "Header fields for the collector, such as its token.", isSecret: true)
        static let authorities = Setting(
            optional: "otel.exporter.otlp.certificate", .text,
            about: "A PEM file of authorities to trust in place of the system's.")
        static let timeout = Setting(
            "otel.exporter.otlp.timeout", .integer(in: 100...600_000), default: 10_000,
            about: "Milliseconds for one request to the collector.")
        static let ratio = Setting(
            "otel.traces.sampler.arg", .number(in: 0...1), default: 1.0, text: "1",
            about: "The part of traces beginning here that is recorded; others are as their caller decided.")
        static let resource = Setting(
            "otel.resource.attributes", .pairs, default: [:], text: "",
            about: "What else is said of where spans are from, such as deployment.environment.name=hall.")
        static let bufferLimit = Setting(
            "otel.bsp.max.queue.size", .integer(in: 1...1_000_000), default: 2048,
            about: "Most spans that wait; more are dropped and counted.")
        static let batchLimit = Setting(
            "otel.bsp.max.export.batch.size", .integer(in: 1...100_000), default: 512,
            about: "Most spans of one request to the collector.")
        static let delay = Setting(
            "otel.bsp.schedule.delay", .integer(in: 10...600_000), default: 5000,
            about: "Milliseconds that a span waits for others, at most.")
    }
}

extension SettingParser where Value == [String: String] {
    /// `key=value,key=value`, values percent-encoded (W3C Baggage, as OpenTelemetry's specification has it).
    static var pairs: Self {
        SettingParser("key=value,key=value, values percent-encoded") { text throws(SettingRefusal) in
            var pairs: [String: String] = [:]
            for pair in text.split(separator: ",") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let key = parts[0].trimmingCharacters(in: .whitespaces)
                guard parts.count == 2, !key.isEmpty else { throw SettingRefusal("has a part without a key or '='") }
                guard let value = parts[1].trimmingCharacters(in: .whitespaces).removingPercentEncoding else {
                    throw SettingRefusal("has a '%' without two hexadecimal digits")
                }
                guard pairs.updateValue(value, forKey: key) == nil else { throw SettingRefusal("has a key twice") }
            }
            return pairs
        }
    }

    /// The same for header fields, whose names are tokens and whose values are of one line (RFC 9110, section 5).
    static var fields: Self {
        SettingParser(pairs.expected) { text throws(SettingRefusal) in
            let fields = try pairs.parse(text)
            let areTokens = fields.keys.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9!#$%&'*+.^_`|~-]+/) != nil }
            guard areTokens else { throw SettingRefusal("has a key that is no header field's name") }
            guard fields.values.allSatisfy({ !$0.contains(where: \.isNewline) && !$0.contains("\0") }) else {
                throw SettingRefusal("has a value of several lines")
            }
            return fields
        }
    }
}
