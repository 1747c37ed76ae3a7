/// The unified social credit code of an enterprise or organisation (统一社会信用代码, GB 32100). Not personal data: shown whole.
public struct UnifiedSocialCreditCode: Hashable, Sendable {
    /// The 18 characters, in capitals.
    public let value: String

    /// Reads a code; spaces around it and small letters are accepted.
    public init(_ text: String) throws(FieldError) {
        let characters = Array(text.asciiTrimmed.uppercased().utf8)
        guard characters.count == 18 else { throw Self.error("has \(characters.count) characters", "18 characters") }
        let numbers = characters.compactMap { Self.alphabet.firstIndex(of: $0) }
        guard numbers.count == 18 else {
            throw Self.error(
                "contains a character that such codes do not have", "digits and capitals without I, O, S, V, Z")
        }
        let sum = zip(numbers, Self.weights).reduce(0) { $0 + $1.0 * $1.1 }
        guard numbers[17] == (31 - sum % 31) % 31 else {
            throw Self.error("has a wrong check character", "the code as printed on the licence")
        }
        value = String(decoding: characters, as: UTF8.self)
    }

    /// The six-digit region of registration.
    public var regionCode: String { String(value.dropFirst(2).prefix(6)) }

    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    private static let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

    private static func error(_ reason: String, _ expected: String) -> FieldError {
        FieldError(field: "credit_code", reason: reason, expected: expected)
    }
}
