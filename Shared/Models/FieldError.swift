/// One value that was refused: which field, why, and what would have been taken. Never contains the value itself where it
/// may be personal.
public struct FieldError: Error, Hashable, Codable, Sendable {
    /// The field's name as the caller knows it, such as `contact_phone`.
    public var field: String
    /// What is wrong with the value, as a clause: `contains a line break`.
    public var reason: String
    /// What would be right: `11 digits that begin with 1`.
    public var expected: String

    /// Names a refused value.
    public init(field: String, reason: String, expected: String) {
        self.field = field
        self.reason = reason
        self.expected = expected
    }

    /// The same error under the name that the caller's form or file gives the field.
    public func named(_ field: String) -> FieldError {
        FieldError(field: field, reason: reason, expected: expected)
    }
}

extension FieldError: CustomStringConvertible {
    /// One line: `contact_phone: has 10 digits; expected 11 digits that begin with 1`.
    public var description: String { "\(field): \(reason); expected \(expected)" }
}
