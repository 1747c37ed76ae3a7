public import Configuration
public import Postgres

/// How a service reaches PostgreSQL.
public struct DatabaseSettings: Sendable {
    /// The service's own role, for `serve`.
    public var service: PostgresConfiguration
    /// How long a service that was started without its database waits for it.
    public var startLimit: Duration

    /// Reads the settings; connections are named after the service.
    public init(_ config: ConfigReader, name: String) throws {
        service = try Self.configuration(Keys.url, config, name)
        startLimit = try config.value(Keys.startLimit)
    }

    /// The owner's connection for `migrate`: MIGRATION_DATABASE_URL, or DATABASE_URL where that is not set.
    public static func migration(_ config: ConfigReader, name: String) throws -> PostgresConfiguration {
        let isOwn = try config.optional(Keys.migrationURL) != nil
        var configuration = try configuration(isOwn ? Keys.migrationURL : Keys.url, config, "\(name)-migrate")
        configuration.poolSize = 2
        configuration.statementTimeout = .zero
        return configuration
    }

    /// What `--help` says of them.
    public static var settings: [SettingDescription] {
        [
            Keys.url.description, Keys.migrationURL.description, Keys.poolSize.description,
            Keys.prepared.description, Keys.connectTimeout.description, Keys.statementTimeout.description,
            Keys.acquireTimeout.description, Keys.startLimit.description,
        ]
    }

    // MARK: - Private

    private enum Keys {
        static let form = "postgresql://user@host:port/database"
        static let url = Setting(
            required: "database.url", SettingParser<String>(form) { text throws(SettingRefusal) in text },
            about: "The service's database, as its own role.", isSecret: true)
        static let migrationURL = Setting(
            optional: "migration.database.url", SettingParser<String>(form) { text throws(SettingRefusal) in text },
            about: "The same database as the owner of the schemas, for 'migrate'; without it, DATABASE_URL.",
            isSecret: true)
        static let poolSize = Setting(
            "database.pool.size", .integer(in: 2...500), default: 8, about: "Most connections of this process.")
        static let prepared = Setting(
            "database.prepared.statements", .boolean, default: true,
            about: "Whether statements are prepared; false behind a transaction-pooling proxy.")
        static let connectTimeout = Setting(
            "database.connect.timeout", .duration(in: .seconds(2) ... .seconds(300)), default: .seconds(5),
            about: "Most time for connecting to one host.")
        static let statementTimeout = Setting(
            "database.statement.timeout", .duration(in: .milliseconds(100) ... .seconds(3600)), default: .seconds(30),
            about: "Most time for one statement.")
        static let acquireTimeout = Setting(
            "database.acquire.timeout", .duration(in: .milliseconds(100) ... .seconds(300)), default: .seconds(5),
            about: "Most time that a caller waits for a connection of the pool.")
        static let startLimit = Setting(
            "database.start.limit", .duration(in: .zero ... .seconds(86_400)), default: .seconds(120),
            about: "How long a service that was started without its database waits for it before it gives up.")
    }

    private static func configuration(
        _ url: Setting<String>, _ config: ConfigReader, _ name: String
    ) throws -> PostgresConfiguration {
        var configuration: PostgresConfiguration
        do {
            configuration = try PostgresConfiguration(url: try config.value(url))
        } catch let error as PostgresError {
            throw ConfigurationError(key: url.environmentName, reason: error.message)
        }
        configuration.applicationName = name
        configuration.poolSize = try config.value(Keys.poolSize)
        configuration.preparedStatements = try config.value(Keys.prepared)
        configuration.connectTimeout = try config.value(Keys.connectTimeout)
        configuration.statementTimeout = try config.value(Keys.statementTimeout)
        configuration.acquireTimeout = try config.value(Keys.acquireTimeout)
        return configuration
    }
}
