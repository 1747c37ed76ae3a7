/// How to reach PostgreSQL, and the limits of one client.
public struct PostgresConfiguration: Sendable {
    /// The keywords that libpq understood, in its order, without empty ones.
    let keywords: [(keyword: String, value: String)]

    /// Shown in `pg_stat_activity`.
    public var applicationName: String
    /// How long connecting to one host may take. libpq counts whole seconds and at least two.
    public var connectTimeout: Duration
    /// How long the server may work on one statement; zero is unlimited.
    public var statementTimeout: Duration = .seconds(30)
    /// How long a caller waits for a connection of the pool.
    public var acquireTimeout: Duration = .seconds(5)
    /// The most connections that a pool opens.
    public var poolSize = 8
    /// The most callers that may wait for a connection; further ones fail at once.
    public var waiterLimit = 4096
    /// The most statements that a connection keeps prepared.
    public var preparedStatementLimit = 256
    /// Whether statements are prepared and session settings are used; false behind a transaction-pooling proxy.
    public var preparedStatements = true

    /// Reads a `postgresql://` URL or a keyword string ("host=a,b port=5432 dbname=bangban"), by libpq's own rules.
    ///
    /// - Throws: ``PostgresError`` with the code `configuration`; its text repeats nothing of the string.
    public init(url: String) throws(PostgresError) {
        keywords = try ConnectionString.parse(url)
        applicationName = keywords.last { $0.keyword == "application_name" }?.value ?? "bangban"
        let seconds = keywords.last { $0.keyword == "connect_timeout" }.flatMap { Int($0.value) }
        connectTimeout = .seconds(seconds ?? 5)
    }

    /// The value of a libpq keyword that the connection string set, except the password.
    public func value(_ keyword: String) -> String? {
        guard !ConnectionString.secrets.contains(keyword) else { return nil }
        return keywords.last { $0.keyword == keyword }?.value
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Host, port, database and user: what may be logged.
    public var description: String {
        ["host", "port", "dbname", "user"].compactMap { key in value(key).map { "\(key)=\($0)" } }
            .joined(separator: " ")
    }

    /// The same as `description`.
    public var debugDescription: String { description }

    /// Nothing of the fields, so that `dump` does not show the password.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
