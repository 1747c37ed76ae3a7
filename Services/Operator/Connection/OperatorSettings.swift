import Foundation
import Logging
import Postgres
import ServiceKit

/// What `bangban` is told about the installation.
struct OperatorSettings: Sendable {
    /// Every variable that is set, by name.
    let values: [String: String]

    /// Reads the environment and, below it, a file.
    init(environmentFile: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        var values = try environmentFile.map { try EnvironmentFile(path: $0).values } ?? [:]
        for (key, value) in environment where !value.isEmpty { values[key] = value }
        self.values = values
    }

    /// Where a service is, without a slash at the end.
    func url(of service: ServiceAddress) throws -> String {
        let text = try required(service.rawValue, "an address such as http://127.0.0.1:8081")
        guard let url = URLComponents(string: text), ["http", "https"].contains(url.scheme), url.host?.isEmpty == false,
            url.query == nil, url.fragment == nil
        else {
            throw ConfigurationError(
                key: service.rawValue, reason: "'\(text)' is not the address of a service",
                expected: "an address such as http://127.0.0.1:8081")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// The operator's token.
    func token() throws -> String {
        let token = try required("OPERATOR_TOKEN", "the operator's token").trimmingCharacters(
            in: .whitespacesAndNewlines)
        guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ConfigurationError(
                key: "OPERATOR_TOKEN", reason: "contains characters that no token has", expected: "printable ASCII")
        }
        return token
    }

    /// The password for a new user, where the environment has one.
    var password: String? { values["BANGBAN_PASSWORD"] }

    /// Who may sign in at the console; see `ConsoleAccounts`.
    var consoleUsers: String? { values["CONSOLE_USERS"] }

    /// A client of the installation's database, with two connections unless `adjust` says otherwise.
    func database(
        forMigration: Bool = false, _ adjust: (inout PostgresConfiguration) -> Void = { _ in }
    ) throws -> PostgresClient {
        let key = forMigration && values["MIGRATION_DATABASE_URL"] != nil ? "MIGRATION_DATABASE_URL" : "DATABASE_URL"
        let url = try required(key, "postgresql://user:password@host/database")
        var configuration: PostgresConfiguration
        do {
            configuration = try PostgresConfiguration(url: url)
        } catch {
            throw ConfigurationError(key: key, reason: "\(error)", expected: "postgresql://user:password@host/database")
        }
        configuration.applicationName = "bangban-operator"
        configuration.poolSize = 2
        adjust(&configuration)
        var logger = Logger(label: "bangban") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        return PostgresClient(configuration, logger: logger)
    }

    private func required(_ key: String, _ expected: String) throws -> String {
        guard let value = values[key], !value.isEmpty else {
            throw ConfigurationError(key: key, reason: "is not set", expected: expected)
        }
        return value
    }
}
