/// What went wrong between this process and PostgreSQL.
///
/// `description` names the condition, the constraint and the statement, and never a value of a row: values that the
/// server quotes are only in ``detail``.
public struct PostgresError: Error, Sendable {
    /// Which kind of failure it was.
    public let code: Code
    /// The server's SQLSTATE, where the server said anything.
    public let sqlState: SQLState?
    /// One sentence, without row data.
    public let message: String
    /// The server's detail, which may quote row data: for `psql`-like tools only, never for a log.
    public let detail: String?
    /// The violated constraint.
    public let constraint: String?
    /// The schema-less table that the server named.
    public let table: String?
    /// The text of the statement with `$n` in the place of values.
    public let query: String?

    /// Makes an error of this process, or one from the server's fields.
    public init(
        _ code: Code, _ message: String, sqlState: SQLState? = nil, detail: String? = nil, constraint: String? = nil,
        table: String? = nil, query: String? = nil
    ) {
        self.code = code
        self.sqlState = sqlState
        self.message = message
        self.detail = detail
        self.constraint = constraint
        self.table = table
        self.query = query
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// One line: the code, the SQLSTATE, the message and the start of the statement.
    public var description: String {
        var text = "\(code): \(message)"
        if let sqlState { text += " [SQLSTATE \(sqlState)]" }
        if let constraint { text += " [constraint \(constraint)]" }
        if let query { text += " [query: \(query.prefix(300))\(query.count > 300 ? "…" : "")]" }
        return text
    }

    /// The same as `description`, so that an error inside another value does not show its detail either.
    public var debugDescription: String { description }

    /// Nothing of the fields, so that `dump` does not show the detail.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
