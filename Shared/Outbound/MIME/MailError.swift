/// A mail that must not be sent as it is. The offending value is not repeated: it may be personal.
public struct MailError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong. More may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Name: String { case headerInjection, malformedAddress, malformedMessageID, malformedField }

        private let name: Name

        /// A header's value or an address has CR, LF or NUL: it would add a header of its own.
        public static let headerInjection = Code(name: .headerInjection)
        /// An address is not `local@domain` in ASCII.
        public static let malformedAddress = Code(name: .malformedAddress)
        /// The Message-ID is not `<left@right>`.
        public static let malformedMessageID = Code(name: .malformedMessageID)
        /// A header's name, a media type or a content id has characters that are not allowed there.
        public static let malformedField = Code(name: .malformedField)

        /// The code's name.
        public var description: String { name.rawValue }
    }

    /// What is wrong.
    public let code: Code
    /// Where: `To`, `Subject`, `filename` …
    public let field: String

    /// Assembles an error.
    public init(_ code: Code, field: String) {
        self.code = code
        self.field = field
    }

    /// One line for logs.
    public var description: String { "\(field): \(code)" }
}
