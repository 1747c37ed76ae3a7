/// The secret with which a party follows a case without signing in (查询码).
///
/// Five groups of two letters and a digit, 15 characters in all, drawn from 22 letters and 8 digits that are hard to mistake for
/// one another: 10·log₂22 + 5·log₂8 = 59.6 bits. Every third character is a digit, so that no words come about.
public struct TrackingCode: Hashable, Sendable {
    /// The 15 characters without hyphens, in capitals; the form to compare and to hash.
    public let value: String

    /// A to Y without I, O and Q, which look like 1 and 0; Z looks like 2.
    static let letters = Array("ABCDEFGHJKLMNPRSTUVWXY".utf8)
    /// Without 0 and 1.
    static let digits = Array("23456789".utf8)
    static let length = 15

    /// Draws a code.
    public static func random(using generator: inout some RandomNumberGenerator) -> TrackingCode {
        let characters = (0..<length).map { index in
            let alphabet = alphabet(at: index)
            return alphabet[Int(generator.next(upperBound: UInt64(alphabet.count)))]
        }
        return TrackingCode(unchecked: String(decoding: characters, as: UTF8.self))
    }

    /// Draws a code from the system's randomness.
    public static func random() -> TrackingCode {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }

    /// Reads a code as people type it: small letters, hyphens and spaces are accepted.
    public init(_ text: String) throws(FieldError) {
        let characters = text.uppercased().utf8.filter { $0 != 0x2D && $0 != 0x20 }
        let fits =
            characters.count == Self.length
            && characters.enumerated().allSatisfy { Self.alphabet(at: $0.offset).contains($0.element) }
        guard fits else {
            throw FieldError(
                field: "tracking_code", reason: "is not a tracking code",
                expected: "15 characters as printed on the receipt, two letters and a digit five times")
        }
        self.init(unchecked: String(decoding: characters, as: UTF8.self))
    }

    private init(unchecked value: String) { self.value = value }

    private static func alphabet(at index: Int) -> [UInt8] { index % 3 == 2 ? digits : letters }
}

extension TrackingCode: CustomStringConvertible {
    /// In groups, as printed: `AB2-CD3-EF4-GH5-JK6`.
    public var description: String {
        let characters = Array(value)
        return stride(from: 0, to: characters.count, by: 3)
            .map { String(characters[$0..<min($0 + 3, characters.count)]) }.joined(separator: "-")
    }
}
