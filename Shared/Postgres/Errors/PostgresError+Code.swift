extension PostgresError {
    /// The kinds of failure; new ones may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Base: String {
            case configuration, connectionFailed, connectionLost, server, acquireTimeout, statementTimeout, closed
            case encoding, decoding, misuse, transactionAborted
        }

        private let base: Base

        private init(_ base: Base) {
            self.base = base
        }

        /// The name of the kind.
        public var description: String { base.rawValue }

        /// The connection string or another setting is wrong.
        public static let configuration = Code(.configuration)
        /// No connection could be made.
        public static let connectionFailed = Code(.connectionFailed)
        /// An established connection broke; whether the statement took effect is unknown.
        public static let connectionLost = Code(.connectionLost)
        /// The server refused the statement; see the SQLSTATE.
        public static let server = Code(.server)
        /// No connection of the pool came free in time.
        public static let acquireTimeout = Code(.acquireTimeout)
        /// The statement took longer than allowed and was cancelled.
        public static let statementTimeout = Code(.statementTimeout)
        /// The client, or the connection, has been closed.
        public static let closed = Code(.closed)
        /// A value cannot be sent, such as a string with a NUL character.
        public static let encoding = Code(.encoding)
        /// A column does not have the expected type, or is NULL.
        public static let decoding = Code(.decoding)
        /// The API was used in a way it does not support, such as a query during a COPY.
        public static let misuse = Code(.misuse)
        /// COMMIT became a rollback because a statement before it had failed.
        public static let transactionAborted = Code(.transactionAborted)
    }
}
