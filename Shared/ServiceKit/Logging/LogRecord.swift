internal import Logging

/// One log record on its way to a line.
struct LogRecord {
    /// The longest text of one value; the rest is cut, so that a runaway message cannot fill a disk in one line.
    static let lengthLimit = 8192

    var time: LogTime
    var level: Logger.Level
    var service: String
    var logger: String
    var message: String
    var metadata: Logger.Metadata

    /// The record as one JSON object.
    var json: String {
        var line = JSONLine()
        line.append("time", time.text)
        line.append("level", level.rawValue)
        line.append("service", service)
        line.append("message", message)
        for key in Self.leading { if let value = metadata[key] { line.append(key, Self.text(value)) } }
        let rest = metadata.filter { !Self.leading.contains($0.key) }.sorted { $0.key < $1.key }
        if logger != service { line.append("logger", logger) }
        if !rest.isEmpty { line.append("metadata", rest) }
        return line.closed
    }

    /// The record as a line for a terminal.
    var text: String {
        let pairs = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.quoted(Self.text($0.value)))" }
        let name = level.rawValue.uppercased()
        let padded = name + String(repeating: " ", count: max(0, 8 - name.count))
        return "\(time.text) \(padded) \(service): \(Self.escaped(message))\(pairs.joined())"
    }

    private static let leading = ["request.id", "trace.id", "job.id"]

    private static func text(_ value: Logger.MetadataValue) -> String { String("\(value)".prefix(lengthLimit)) }

    private static func quoted(_ text: String) -> String {
        text.contains { $0 == " " || $0 == "\"" || $0.isNewline } ? "\"\(escaped(text))\"" : text
    }

    private static func escaped(_ text: String) -> String {
        text.prefix(lengthLimit).map { $0.isNewline ? "\\n" : String($0) }.joined()
    }
}
