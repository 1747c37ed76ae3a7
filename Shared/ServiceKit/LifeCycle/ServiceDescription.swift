public import Postgres

/// What a service is called and what it owns; one constant in each service.
public struct ServiceDescription: Sendable {
    /// The executable's name: `talent-pool`.
    public let name: String
    /// The HTTP port, unless configured.
    public let port: Int
    /// The history of its schema.
    public let migrator: Migrator
    /// The settings it has besides those of every service, for `--help`.
    public let settings: [SettingDescription]

    /// Describes a service.
    public init(name: String, port: Int, migrator: Migrator, settings: [SettingDescription] = []) {
        self.name = name
        self.port = port
        self.migrator = migrator
        self.settings = settings
    }

    /// Every setting of the service: what `--help` shows and its environment example holds.
    public var allSettings: [SettingDescription] { ServiceSettings.settings(port: port) + settings }
}
