/// One setting: its key, how it is read, what it is when nobody sets it, and what it is for.
///
/// Components declare theirs as constants, so that reading, `--help` and the environment examples share one truth.
public struct Setting<Value: Sendable>: Sendable {
    /// The key in lower case with dots: `http.port` is read from `HTTP_PORT`.
    public let key: String
    /// What it is for, in one sentence for operators.
    public let about: String
    /// How its text is read.
    public let parser: SettingParser<Value>
    /// The value when it is not set; nil when it must be set.
    public let defaultValue: Value?
    /// The default as an operator would write it.
    public let defaultText: String?
    /// Whether its value must never be shown.
    public let isSecret: Bool
    /// Whether the service refuses to start without it.
    public let isRequired: Bool

    /// A setting with a default.
    public init(
        _ key: String, _ parser: SettingParser<Value>, default defaultValue: Value, text: String? = nil,
        about: String, isSecret: Bool = false
    ) {
        self.key = key
        self.about = about
        self.parser = parser
        self.defaultValue = defaultValue
        self.defaultText = text ?? Self.text(of: defaultValue)
        self.isSecret = isSecret
        self.isRequired = false
    }

    /// A setting that must be set.
    public init(required key: String, _ parser: SettingParser<Value>, about: String, isSecret: Bool = false) {
        self.key = key
        self.about = about
        self.parser = parser
        self.defaultValue = nil
        self.defaultText = nil
        self.isSecret = isSecret
        self.isRequired = true
    }

    /// A setting that may be absent, read with `ConfigReader.optional(_:)`.
    public init(optional key: String, _ parser: SettingParser<Value>, about: String, isSecret: Bool = false) {
        self.key = key
        self.about = about
        self.parser = parser
        self.defaultValue = nil
        self.defaultText = nil
        self.isSecret = isSecret
        self.isRequired = false
    }

    /// The environment variable that sets it.
    public var environmentName: String { key.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }.asString }

    /// What `--help` and the environment examples say of it.
    public var description: SettingDescription {
        SettingDescription(
            environmentName: environmentName, about: about, expected: parser.expected, defaultText: defaultText,
            isRequired: isRequired, isSecret: isSecret)
    }

    private static func text(of value: Value) -> String {
        if let duration = value as? Duration { return duration.settingText }
        return "\(value)"
    }
}

extension [Character] {
    fileprivate var asString: String { String(self) }
}
