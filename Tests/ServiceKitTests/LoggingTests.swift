import Foundation
import Logging
import Synchronization
import Testing

@testable import ServiceKit

@Suite("Logs")
struct LoggingTests {
    @Test("a record is one line of JSON with time, level, service, message, ids and metadata")
    func record() throws {
        let lines = Lines()
        var logger = lines.logger(.json)
        logger[metadataKey: "request.id"] = "abc-123"
        logger.info("case\naccepted", metadata: ["case": "\"7\"", "count": .stringConvertible(3), "list": ["a", "b"]])
        let line = try #require(lines.all.first)
        #expect(lines.all.count == 1 && !line.contains("\n"))
        let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["level"] as? String == "info")
        #expect(object["service"] as? String == "intake")
        #expect(object["message"] as? String == "case\naccepted")
        #expect(object["request.id"] as? String == "abc-123")
        let metadata = try #require(object["metadata"] as? [String: Any])
        #expect(metadata["case"] as? String == "\"7\"")
        #expect(metadata["count"] as? Int == 3)
        #expect(metadata["list"] as? [String] == ["a", "b"])
        let time = try #require(object["time"] as? String)
        #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    }

    @Test("control characters and Chinese survive")
    func characters() throws {
        let lines = Lines()
        lines.logger(.json).info("办件\u{1}\u{1F}\\\t")
        let object = try JSONSerialization.jsonObject(with: Data(try #require(lines.all.first).utf8)) as? [String: Any]
        #expect(object?["message"] as? String == "办件\u{1}\u{1F}\\\t")
    }

    @Test("records below the level are not written")
    func level() {
        let lines = Lines()
        lines.logger(.json).debug("hidden")
        #expect(lines.all.isEmpty)
    }

    @Test("text for a terminal is one line, too")
    func text() throws {
        let lines = Lines()
        lines.logger(.text).warning("slow\nanswer", metadata: ["path": "/a b"])
        let line = try #require(lines.all.first)
        #expect(line.hasSuffix("WARNING  intake: slow\\nanswer path=\"/a b\""))
    }

    @Test("a runaway text is cut")
    func bound() {
        let lines = Lines()
        lines.logger(.json).info("\(String(repeating: "x", count: 100_000))")
        #expect((lines.all.first?.utf8.count ?? 0) < 9000)
    }

    @Test(
        "a moment is written as RFC 3339",
        arguments: zip(
            [LogTime(seconds: 0, milliseconds: 7), LogTime(seconds: 1_726_651_800, milliseconds: 120)],
            ["1970-01-01T00:00:00.007Z", "2024-09-18T09:30:00.120Z"]))
    func time(time: LogTime, text: String) {
        #expect(time.text == text)
    }
}

/// Collects log lines.
private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }

    func logger(_ format: LogFormat) -> Logger {
        let sink = LogSink { line in self.lines.withLock { $0.append(line) } }
        return Logger(label: "intake") { label in
            ServiceLogHandler(label: label, service: "intake", format: format, level: .info, sink: sink)
        }
    }
}
