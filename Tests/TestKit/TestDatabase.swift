import Logging
public import Postgres
import Synchronization

/// A database of one test's own: a copy of a template that was migrated once, dropped when the test ends.
public final class TestDatabase: Sendable {
    @TaskLocal static var bound: TestDatabase?

    /// The database of the running test.
    ///
    /// Only in tests with the trait `.database(…)`.
    public static var current: TestDatabase {
        guard let bound else { preconditionFailure("the test lacks the trait .database(…)") }
        return bound
    }

    /// Its name on the server.
    public let name: String
    private let server: PostgresConfiguration
    private let clients = Mutex<[PostgresClient]>([])

    init(name: String, server: PostgresConfiguration) {
        self.name = name
        self.server = server
    }

    /// A connection string for this database: as the test cluster's superuser, or as a role of `deploy/roles.sql`.
    public func url(role: String? = nil) -> String {
        server.url(user: role, database: name)
    }

    /// What connects to this database.
    public func configuration(role: String? = nil) throws -> PostgresConfiguration {
        try PostgresConfiguration(url: url(role: role))
    }

    /// A pool on this database; it is closed when the test ends.
    public func client(
        role: String? = nil, _ configure: (inout PostgresConfiguration) -> Void = { _ in }
    ) throws -> PostgresClient {
        var configuration = try configuration(role: role)
        configuration.poolSize = 4
        configure(&configuration)
        let client = PostgresClient(configuration, logger: Logger(label: "test.database"))
        clients.withLock { $0.append(client) }
        return client
    }

    /// Closes the pools that were handed out; a connection that a test has kept does not hold it up.
    func closeClients() async {
        await withTaskGroup { group in
            for client in clients.withLock({ $0 }) {
                group.addTask { await client.close() }
            }
        }
    }
}
