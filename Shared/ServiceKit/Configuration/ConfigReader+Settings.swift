public import Configuration

extension ConfigReader {
    /// Reads a declared setting: its default when it is not set or empty, and `ConfigurationError` when it is malformed.
    public func value<Value>(_ setting: Setting<Value>) throws(ConfigurationError) -> Value {
        guard let text = try text(of: setting.key, named: setting.environmentName, isSecret: setting.isSecret) else {
            if let value = setting.defaultValue { return value }
            throw ConfigurationError(
                key: setting.environmentName, reason: "is not set", expected: setting.parser.expected)
        }
        return try parse(text, setting)
    }

    /// Reads a declared setting that may be absent: nil when it is not set or empty.
    public func optional<Value>(_ setting: Setting<Value>) throws(ConfigurationError) -> Value? {
        guard let text = try text(of: setting.key, named: setting.environmentName, isSecret: setting.isSecret) else {
            return nil
        }
        return try parse(text, setting)
    }

    /// Reads a whole number within a range: `setting("http.port", default: 8081, in: 1...65535)`.
    public func setting(
        _ key: String, default value: Int, in range: ClosedRange<Int>, about: String = ""
    ) throws(ConfigurationError) -> Int {
        try self.value(Setting(key, .integer(in: range), default: value, about: about))
    }

    /// Reads a number within a range.
    public func setting(
        _ key: String, default value: Double, in range: ClosedRange<Double>, about: String = ""
    ) throws(ConfigurationError) -> Double {
        try self.value(Setting(key, .number(in: range), default: value, about: about))
    }

    /// Reads a time with its unit, such as `30s`.
    public func setting(
        _ key: String, default value: Duration, in range: ClosedRange<Duration> = .zero ... .seconds(86_400),
        about: String = ""
    ) throws(ConfigurationError) -> Duration {
        try self.value(Setting(key, .duration(in: range), default: value, about: about))
    }

    /// Reads a truth value.
    public func setting(_ key: String, default value: Bool, about: String = "") throws(ConfigurationError) -> Bool {
        try self.value(Setting(key, .boolean, default: value, about: about))
    }

    /// Reads text.
    public func setting(_ key: String, default value: String, about: String = "") throws(ConfigurationError) -> String {
        try self.value(Setting(key, .text, default: value, about: about))
    }

    /// Reads text that must be set.
    public func setting(required key: String, expected: String = "text") throws(ConfigurationError) -> String {
        try value(Setting(required: key, SettingParser(expected) { text throws(SettingRefusal) in text }, about: ""))
    }

    /// Reads a secret that must be set; no message ever shows its value.
    public func secret(_ key: String, expected: String = "text") throws(ConfigurationError) -> String {
        let parser = SettingParser<String>(expected) { text throws(SettingRefusal) in text }
        return try value(Setting(required: key, parser, about: "", isSecret: true))
    }

    // MARK: - Private

    private func text(of key: String, named name: String, isSecret: Bool) throws(ConfigurationError) -> String? {
        let configKey = ConfigKey(key)
        if let text = string(forKey: configKey, isSecret: isSecret) { return text.isEmpty ? nil : text }
        // A provider that holds typed values answers a question for text with nothing, which would read as "not set".
        if let number = int(forKey: configKey) { return String(number) }
        if let number = double(forKey: configKey) { return String(number) }
        if let truth = bool(forKey: configKey) { return String(truth) }
        return nil
    }

    private func parse<Value>(_ text: String, _ setting: Setting<Value>) throws(ConfigurationError) -> Value {
        do {
            return try setting.parser.parse(text)
        } catch {
            let shown = setting.isSecret ? "its value" : "'\(text.prefix(80))'"
            throw ConfigurationError(
                key: setting.environmentName, reason: "\(shown) \(error.reason)", expected: setting.parser.expected)
        }
    }
}
