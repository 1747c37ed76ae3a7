extension PostgresError {
    /// Whether the same transaction may succeed when run again: serialisation failure, deadlock, lock timeout,
    /// exhausted resources, a lost connection.
    public var isRetryable: Bool {
        if isSerializationConflict || isConnectionLoss || code == .acquireTimeout { return true }
        return sqlState == .lockNotAvailable || sqlState?.category == "53"
    }

    /// Whether the server asked for the transaction to be run again: SQLSTATE 40001 or 40P01.
    public var isSerializationConflict: Bool {
        sqlState == .serializationFailure || sqlState == .deadlockDetected
    }

    /// Whether a transaction is run again by itself: a conflict, or a prepared statement that the server has discarded.
    var mustRunAgain: Bool { isSerializationConflict || isStaleStatement }

    /// Whether the server no longer accepts a prepared statement.
    var isStaleStatement: Bool {
        sqlState == .invalidStatementName || sqlState == .featureNotSupported && message.hasPrefix("cached plan")
    }

    /// Whether a unique constraint was violated: any, or the named one.
    public func isUniqueViolation(_ constraint: String? = nil) -> Bool {
        sqlState == .uniqueViolation && (constraint == nil || constraint == self.constraint)
    }

    /// Whether the connection could not be made, or broke.
    public var isConnectionLoss: Bool {
        if code == .connectionLost || code == .connectionFailed { return true }
        guard let sqlState else { return false }
        return sqlState.category == "08" || ["57P01", "57P02", "57P03"].contains(sqlState.rawValue)
    }

    /// Whether something took too long: waiting for a connection, a statement, a lock.
    public var isTimeout: Bool {
        code == .acquireTimeout || code == .statementTimeout || sqlState == .lockNotAvailable
    }
}
