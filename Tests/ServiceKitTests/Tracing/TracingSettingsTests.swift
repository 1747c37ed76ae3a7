import Configuration
import Foundation
import Testing

@testable import ServiceKit

@Suite("Settings of tracing")
struct TracingSettingsTests {
    @Test("nothing is sent unless somebody says where to")
    func off() throws {
        #expect(try settings([:]).exporter == .none)
    }

    @Test("OpenTelemetry's names and forms are understood")
    func whole() throws {
        let settings = try settings([
            "OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector.example:4318/base",
            "OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Bearer%20t%3D1, x-hall=7",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "2500",
            "OTEL_TRACES_SAMPLER_ARG": "0.25", "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=hall",
            "OTEL_BSP_MAX_QUEUE_SIZE": "100", "OTEL_BSP_SCHEDULE_DELAY": "1500",
        ])
        #expect(settings.exporter == .otlp && settings.endpoint.absoluteString == "https://collector.example:4318/base")
        #expect(settings.headers == ["Authorization": "Bearer t=1", "x-hall": "7"])
        #expect(
            settings.timeout == .milliseconds(2500) && settings.delay == .milliseconds(1500) && settings.ratio == 0.25)
        #expect(settings.resource == ["deployment.environment.name": "hall"])
        #expect(settings.bufferLimit == 100 && settings.batchLimit == 100)
    }

    @Test(
        "a bad value is refused by name",
        arguments: [
            ("OTEL_TRACES_EXPORTER", "zipkin", "'zipkin' is not known; expected one of none, otlp"),
            (
                "OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318",
                "'collector:4318' is not a URL; expected a URL such as https://host.example"
            ),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "'10s' is not a whole number; expected 100-600000"),
            ("OTEL_TRACES_SAMPLER_ARG", "1.5", "'1.5' is out of range; expected 0.0-1.0"),
            ("OTEL_BSP_MAX_QUEUE_SIZE", "0", "'0' is out of range; expected 1-1000000"),
            (
                "OTEL_RESOURCE_ATTRIBUTES", "hall",
                "'hall' has a part without a key or '='; expected key=value,key=value, values percent-encoded"
            ),
            (
                "OTEL_RESOURCE_ATTRIBUTES", "a=%zz",
                "'a=%zz' has a '%' without two hexadecimal digits; expected key=value,key=value, values percent-encoded"
            ),
            (
                "OTEL_RESOURCE_ATTRIBUTES", "a=1,a=2",
                "'a=1,a=2' has a key twice; expected key=value,key=value, values percent-encoded"
            ),
            (
                "OTEL_EXPORTER_OTLP_HEADERS", "a b=secret",
                "its value has a key that is no header field's name; expected key=value,key=value, values percent-encoded"
            ),
            (
                "OTEL_EXPORTER_OTLP_HEADERS", "a=secret%0Ab",
                "its value has a value of several lines; expected key=value,key=value, values percent-encoded"
            ),
        ])
    func refused(_ name: String, _ value: String, _ reason: String) {
        let error = #expect(throws: ConfigurationError.self) { try settings([name: value]) }
        #expect(error?.description == "\(name): \(reason)")
    }

    private func settings(_ environment: [String: String]) throws -> TracingSettings {
        try TracingSettings(ConfigReader(environment: environment))
    }
}
