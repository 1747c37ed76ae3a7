import CLibPQ
import Synchronization

/// One connection to the server. Statements of several tasks take turns.
///
/// libpq is used only in its non-blocking mode; waits are suspensions. When the task is cancelled, the statement is
/// cancelled on the server and `CancellationError` is thrown.
public final actor PostgresConnection: PostgresExecutor {
    let handle: ConnectionHandle
    let canceller: ServerCancel
    nonisolated let configuration: PostgresConfiguration
    /// Its pool looks into it as well.
    nonisolated let statementCache: Mutex<StatementCache>
    var turn = Turn()
    /// What must be sent before the next statement, because a transaction has been opened.
    var pendingBegin: [String] = []
    /// Statements of the open transaction that travel with the next one, or with COMMIT.
    var deferred: [SQL] = []
    /// When this client asks for the current statement to be cancelled, where the server has not been given a limit.
    var deadline: ContinuousClock.Instant?
    /// Whether the deadline has passed once.
    var isOverTime = false
    /// Set when the connection must not be used again.
    var failure: PostgresError?
    nonisolated let socket: Int32
    /// The server process that serves this connection, as in `pg_stat_activity.pid`.
    public nonisolated let processID: Int32

    init(_ handle: ConnectionHandle, _ configuration: PostgresConfiguration) {
        self.handle = handle
        self.configuration = configuration
        canceller = ServerCancel(handle)
        statementCache = Mutex(
            StatementCache(limit: configuration.preparedStatements ? configuration.preparedStatementLimit : 0))
        socket = PQsocket(handle.pointer)
        processID = PQbackendPID(handle.pointer)
    }

    /// Opens a connection outside of a pool; it is closed when the last reference to it goes away.
    public static func connect(_ configuration: PostgresConfiguration) async throws -> PostgresConnection {
        try await BackgroundThread.attempt("bangban-connect") { () throws(PostgresError) in
            PostgresConnection(try ConnectionHandle.connect(configuration), configuration)
        }
    }

    /// Runs a statement and returns its rows.
    public func query(_ sql: SQL) async throws -> Rows {
        try await takeTurn()
        defer { endTurn() }
        return Rows(result: try await run(sql))
    }

    /// Runs a statement and returns how many rows it affected.
    @discardableResult
    public func execute(_ sql: SQL) async throws -> Int {
        try await takeTurn()
        defer { endTurn() }
        return try await run(sql).affected
    }

    /// Runs text with any number of statements, without values: a migration. Outside of a transaction the statements
    /// make one of their own, unless the text says otherwise.
    public func executeScript(_ text: String) async throws {
        try await takeTurn()
        defer { endTurn() }
        try await sendPending()
        try await runScript(text)
    }
}
