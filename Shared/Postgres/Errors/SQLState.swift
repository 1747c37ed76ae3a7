/// A five-character SQLSTATE as the server reports it (PostgreSQL manual, appendix A).
public struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The five characters.
    public let rawValue: String

    /// Wraps a code; it is not checked against the list of known ones.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The first two characters: the class of the condition.
    public var category: Substring { rawValue.prefix(2) }

    /// The five characters.
    public var description: String { rawValue }

    /// A unique constraint was violated.
    public static let uniqueViolation = SQLState(rawValue: "23505")
    /// A foreign key was violated.
    public static let foreignKeyViolation = SQLState(rawValue: "23503")
    /// A CHECK constraint was violated.
    public static let checkViolation = SQLState(rawValue: "23514")
    /// NULL in a NOT NULL column.
    public static let notNullViolation = SQLState(rawValue: "23502")
    /// Concurrent transactions could not be put in an order; run the transaction again.
    public static let serializationFailure = SQLState(rawValue: "40001")
    /// The transaction was chosen to end a deadlock; run it again.
    public static let deadlockDetected = SQLState(rawValue: "40P01")
    /// Cancelled by a request or by `statement_timeout`.
    public static let queryCanceled = SQLState(rawValue: "57014")
    /// A lock was not available: `NOWAIT` or `lock_timeout`.
    public static let lockNotAvailable = SQLState(rawValue: "55P03")
    /// The role lacks a privilege.
    public static let insufficientPrivilege = SQLState(rawValue: "42501")
    /// The table does not exist.
    public static let undefinedTable = SQLState(rawValue: "42P01")
    /// The prepared statement does not exist (any more) on this server connection.
    public static let invalidStatementName = SQLState(rawValue: "26000")
    /// Among others: "cached plan must not change result type".
    public static let featureNotSupported = SQLState(rawValue: "0A000")
    /// An administrator ended the connection, or the server is shutting down.
    public static let adminShutdown = SQLState(rawValue: "57P01")
    /// The statement was used in a transaction that had already failed.
    public static let inFailedTransaction = SQLState(rawValue: "25P02")
}
