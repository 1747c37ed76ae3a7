/// A setting that cannot be used: which one, why, and what would be right. It never shows the value of a secret.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// The environment variable, such as `HTTP_PORT`, or the option, such as `--env-file`.
    public let key: String
    /// What is wrong with it.
    public let reason: String
    /// What would be right; empty when the reason says it already.
    public let expected: String

    /// Refuses a setting.
    public init(key: String, reason: String, expected: String = "") {
        self.key = key
        self.reason = reason
        self.expected = expected
    }

    /// One line: `HTTP_PORT: 'abc' is not a whole number; expected 1-65535`.
    public var description: String {
        expected.isEmpty ? "\(key): \(reason)" : "\(key): \(reason); expected \(expected)"
    }
}
