public import Configuration
public import Foundation
internal import Models
public import Postgres

/// The settings that every service has, read once at the start.
public struct ServiceSettings: Sendable {
    /// The database, as the service's own role.
    public var database: PostgresConfiguration { databaseSettings.service }
    /// The database and how long to wait for it at the start.
    public var databaseSettings: DatabaseSettings
    /// How it serves HTTP.
    public var http: HTTPSettings
    /// Whose dates are meant in pages, mails and schedules.
    public var timeZone: TimeZone
    /// The SHA-256 of the operator's token; without it nobody is the operator.
    public var operatorTokenHash: TokenHash?
    /// The keys that seal contacts, shared by the services.
    public var contactKey: SealingKeys
    /// How long running work may take to finish after SIGTERM.
    public var shutdownGrace: Duration
    /// Whether and where spans are sent.
    public var tracing: TracingSettings

    /// What people reach the service under.
    public var publicURL: URL { http.publicURL }
    /// Seals and opens personal data.
    public var sealing: Sealing { Sealing(contactKey) }
    /// Finds sealed data again.
    public var searchHash: SearchHash { SearchHash(contactKey) }

    /// Reads the settings of the service `name`, whose HTTP port is `port` unless configured.
    public init(_ config: ConfigReader, name: String, port: Int) throws {
        databaseSettings = try DatabaseSettings(config, name: name)
        http = try HTTPSettings(config, port: port)
        timeZone = try config.value(Keys.timeZone)
        operatorTokenHash = try config.optional(Keys.operatorToken)
        contactKey = try config.value(Keys.contactKey)
        shutdownGrace = try config.value(Keys.shutdownGrace)
        tracing = try TracingSettings(config)
    }

    /// What `--help` says of them.
    public static func settings(port: Int) -> [SettingDescription] {
        DatabaseSettings.settings + HTTPSettings.settings(port: port) + [
            Keys.contactKey.description, Keys.operatorToken.description, Keys.timeZone.description,
            Keys.shutdownGrace.description,
        ] + LogSettings.settings + TracingSettings.settings
    }

    /// Whose dates are meant, for a process that needs nothing else of these.
    public static func timeZone(_ config: ConfigReader) throws(ConfigurationError) -> TimeZone {
        try config.value(Keys.timeZone)
    }

    private enum Keys {
        static let timeZone = Setting(
            "time.zone", .timeZone, default: .shanghai, text: "Asia/Shanghai",
            about: "Whose dates are meant in pages, mails and schedules.")
        static let operatorToken = Setting(
            optional: "operator.token.sha256", .tokenHash,
            about: "SHA-256 of the operator's token; while it is not set, nobody is the operator.")
        static let contactKey = Setting(
            required: "contact.key", .sealingKeys, about: "Seals contacts; the same for every service.", isSecret: true)
        static let shutdownGrace = Setting(
            "shutdown.grace", .duration(in: .seconds(1) ... .seconds(3600)), default: .seconds(25),
            about: "How long running work may take to finish after SIGTERM.")
    }
}
