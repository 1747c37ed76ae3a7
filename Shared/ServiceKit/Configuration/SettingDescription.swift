/// A setting as `--help` shows it.
public struct SettingDescription: Sendable, Hashable {
    /// The environment variable.
    public let environmentName: String
    /// What it is for.
    public let about: String
    /// What may be written.
    public let expected: String
    /// The default as an operator would write it; nil when there is none.
    public let defaultText: String?
    /// Whether the service refuses to start without it.
    public let isRequired: Bool
    /// Whether its value is never shown.
    public let isSecret: Bool
}

extension [SettingDescription] {
    /// The table of settings for `--help`, one paragraph each.
    public var help: String {
        let entries = map { setting in
            var facts = [setting.expected]
            if setting.isRequired { facts.append("required") }
            if setting.isSecret { facts.append("secret") }
            if let text = setting.defaultText, !text.isEmpty { facts.append("default \(text)") }
            return "  \(setting.environmentName)\n      \(setting.about) (\(facts.joined(separator: "; ")))"
        }
        return "Settings, from the environment or the file of --env-file:\n\n" + entries.joined(separator: "\n")
    }
}
