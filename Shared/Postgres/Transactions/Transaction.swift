import Synchronization

/// A running transaction. It ends with the closure that received it; afterwards its methods throw.
public final class Transaction: PostgresExecutor {
    /// The connection that it runs on.
    let connection: PostgresConnection
    private let isOpen = Atomic(true)
    private let savepoints = Atomic(0)
    private let hints = Mutex(DueHints())

    init(_ connection: PostgresConnection) {
        self.connection = connection
    }

    /// Runs a statement and returns its rows.
    public func query(_ sql: SQL) async throws -> Rows {
        try checkOpen()
        return try await connection.query(sql)
    }

    /// Runs a statement and returns how many rows it affected.
    @discardableResult
    public func execute(_ sql: SQL) async throws -> Int {
        try checkOpen()
        return try await connection.execute(sql)
    }

    /// Runs a statement that nobody waits for: it is sent with the next statement of the transaction, or with COMMIT, which
    /// saves a round trip. If it fails, the error comes out there, and the transaction has failed.
    public func executeLater(_ sql: SQL) async throws {
        try checkOpen()
        try await connection.executeLater(sql)
    }

    /// Runs text with any number of statements, without values.
    public func executeScript(_ text: String) async throws {
        try checkOpen()
        try await connection.executeScript(text)
    }

    /// Runs the body after a savepoint: when it throws, what it did is undone, and the transaction can go on.
    public nonisolated(nonsending) func savepoint<T>(_ body: (Transaction) async throws -> T) async throws -> T {
        try checkOpen()
        let name = "savepoint_\(savepoints.add(1, ordering: .relaxed).newValue)"
        try await connection.executeScript("SAVEPOINT \(name)")
        do {
            let value = try await body(self)
            try await connection.executeScript("RELEASE SAVEPOINT \(name)")
            return value
        } catch {
            try? await connection.rollBack(to: name)
            throw error
        }
    }

    /// Has others told of a topic once the transaction has committed, and not if it rolls back.
    public func hint<Hints: CommitHints>(of topic: Hints.Topic, by hints: Hints) {
        self.hints.withLock { $0.add(topic, hints) }
    }

    /// What has to be told.
    var dueHints: DueHints { hints.withLock { $0 } }

    func checkOpen() throws(PostgresError) {
        guard isOpen.load(ordering: .acquiring) else {
            throw PostgresError(.misuse, "the transaction has ended")
        }
    }

    func close() {
        isOpen.store(false, ordering: .releasing)
    }
}
