/// What can run a statement: the pool, a connection, a transaction.
public protocol PostgresExecutor: Sendable {
    /// Runs a statement and returns its rows.
    func query(_ sql: SQL) async throws -> Rows
    /// Runs a statement and returns how many rows it affected.
    @discardableResult
    func execute(_ sql: SQL) async throws -> Int
}

extension PostgresExecutor {
    /// Runs a statement and returns how many rows it affected.
    @discardableResult
    public func execute(_ sql: SQL) async throws -> Int {
        try await query(sql).affectedRows
    }
}
