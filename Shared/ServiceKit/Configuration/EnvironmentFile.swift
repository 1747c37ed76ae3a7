internal import Foundation

/// A file of `KEY=value` lines, read strictly: a line that is neither that, a comment nor blank is refused by number.
///
/// Values may be quoted with `"` or `'` as in systemd's `EnvironmentFile=`; nothing is expanded.
public struct EnvironmentFile: Sendable, Equatable {
    /// The variables, by name.
    public let values: [String: String]

    /// Parses the text of an environment file; `path` is named in errors.
    public init(parsing text: String, path: String = "--env-file") throws(ConfigurationError) {
        var values: [String: String] = [:]
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, raw) in lines.enumerated() {
            let line = raw.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
            let place = "\(path) line \(index + 1)"
            guard let equals = line.firstIndex(of: "=") else {
                throw ConfigurationError(key: place, reason: "has no '='", expected: "KEY=value")
            }
            let name = line[..<equals].trimmingCharacters(in: .whitespaces)
            guard Self.isName(name) else {
                throw ConfigurationError(
                    key: place, reason: "'\(name.prefix(80))' is not a name", expected: "KEY=value")
            }
            guard values[name] == nil else {
                throw ConfigurationError(key: place, reason: "sets \(name) a second time")
            }
            values[name] = try Self.unquoted(line[line.index(after: equals)...], place)
        }
        self.values = values
    }

    /// Reads and parses the file at `path`.
    public init(path: String) throws(ConfigurationError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw ConfigurationError(key: "--env-file", reason: "'\(path)' cannot be read")
        }
        guard data.count <= 1 << 20, let text = String(data: data, encoding: .utf8) else {
            throw ConfigurationError(key: "--env-file", reason: "'\(path)' is not UTF-8 text of at most 1 MiB")
        }
        try self.init(parsing: text, path: path)
    }

    // MARK: - Private

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
        }
    }

    private static func unquoted(_ text: Substring, _ place: String) throws(ConfigurationError) -> String {
        let value = text.trimmingCharacters(in: .whitespaces)
        guard let quote = value.first, quote == "\"" || quote == "'" else { return value }
        guard value.count >= 2, value.last == quote else {
            throw ConfigurationError(key: place, reason: "has an unbalanced quote")
        }
        return String(value.dropFirst().dropLast())
    }
}
