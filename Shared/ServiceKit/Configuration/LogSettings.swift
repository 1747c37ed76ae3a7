internal import Configuration
internal import Logging

/// How a process logs.
struct LogSettings {
    var level: Logger.Level
    var format: LogFormat

    init(_ config: ConfigReader) throws {
        level = try config.value(Self.levelSetting)
        format = try config.value(Self.formatSetting)
    }

    static var settings: [SettingDescription] { [levelSetting.description, formatSetting.description] }

    private static var levelSetting: Setting<Logger.Level> {
        Setting("log.level", .choice, default: .info, text: "info", about: "Least level that is logged.")
    }

    private static var formatSetting: Setting<LogFormat> {
        Setting(
            "log.format", .choice, default: .json, text: "json",
            about: "How records are written: JSON lines, or text for a terminal.")
    }
}
