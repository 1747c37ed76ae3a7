/// How a transaction is begun and whether it is run again.
public struct TransactionOptions: Sendable, Hashable {
    /// Isolation levels of the SQL standard that PostgreSQL has.
    public enum Isolation: String, Sendable {
        /// Each statement sees what was committed before it.
        case readCommitted = "READ COMMITTED"
        /// All statements see what was committed before the first.
        case repeatableRead = "REPEATABLE READ"
        /// As if transactions ran one after another.
        case serializable = "SERIALIZABLE"
    }

    /// The isolation; nil leaves it to the server's default.
    public var isolation: Isolation?
    /// Whether writing is refused.
    public var readOnly: Bool
    /// How many times the body is run again after SQLSTATE 40001 or 40P01, or where the server has discarded a prepared
    /// statement (26000, 0A000).
    public var retries: Int
    /// Limit for each statement instead of the configuration's.
    public var statementTimeout: Duration?

    /// The server's default isolation, read and write, three retries, unless said otherwise.
    public init(
        isolation: Isolation? = nil, readOnly: Bool = false, retries: Int = 3, statementTimeout: Duration? = nil
    ) {
        self.isolation = isolation
        self.readOnly = readOnly
        self.retries = retries
        self.statementTimeout = statementTimeout
    }

    /// What begins a transaction that is as a statement outside of one.
    static let plainBegin = "BEGIN"

    /// What begins the transaction; `SET LOCAL` where the connection could not be given its settings at startup.
    func begin(_ configuration: PostgresConfiguration) -> [String] {
        var text = Self.plainBegin
        if let isolation { text += " ISOLATION LEVEL \(isolation.rawValue)" }
        if readOnly { text += " READ ONLY" }
        let sessionTimeout = configuration.preparedStatements ? nil : configuration.statementTimeout
        if let timeout = statementTimeout ?? sessionTimeout {
            return [text, "SET LOCAL statement_timeout = \(timeout.milliseconds)"]
        }
        return [text]
    }
}
