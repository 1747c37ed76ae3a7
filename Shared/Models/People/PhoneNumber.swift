/// A telephone number of mainland China: a mobile, or a landline with its area code.
public struct PhoneNumber: Hashable, Sendable {
    /// The two forms.
    public enum Kind: Hashable, Sendable {
        /// 11 digits that begin with 13 to 19; can be sent text messages.
        case mobile
        /// An area code and 7 or 8 digits.
        case landline
    }

    /// The national form: `13800000000`, `0471-1234567`.
    public let value: String
    /// Mobile or landline.
    public let kind: Kind

    /// Reads a number; +86, 0086, spaces, hyphens and brackets are accepted, anything else is refused.
    public init(_ text: String) throws(FieldError) {
        let digits = try Self.digits(text)
        if digits.count == 11, digits[0] == 0x31, digits[1] >= 0x33 {
            value = String(decoding: digits, as: UTF8.self)
            kind = .mobile
            return
        }
        guard let area = Self.areaCodeLength(digits) else {
            throw Self.error(
                digits.first == 0x31
                    ? "has \(digits.count) digits or an unknown prefix" : "is neither mobile nor landline")
        }
        let local = digits[area...]
        guard (area == 3 ? 8...8 : 7...8).contains(local.count), let first = local.first, (0x32...0x38).contains(first)
        else { throw Self.error("has \(local.count) digits after the area code or begins wrongly") }
        value = String(decoding: digits[..<area], as: UTF8.self) + "-" + String(decoding: local, as: UTF8.self)
        kind = .landline
    }

    /// The international form: `+8613800000000`, `+864711234567`.
    public var international: String {
        "+86" + (kind == .mobile ? value : String(value.dropFirst().filter { $0 != "-" }))
    }

    // MARK: - Private

    private static func digits(_ text: String) throws(FieldError) -> [UInt8] {
        var text = Substring(text.asciiTrimmed)
        var hadCountry = false
        for prefix in ["+86", "0086"] where text.hasPrefix(prefix) {
            text = text.dropFirst(prefix.count)
            hadCountry = true
            break
        }
        var digits: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39: digits.append(byte)
            case 0x20, 0x2D, 0x28, 0x29: continue
            default: throw error("contains something other than digits")
            }
            guard digits.count <= 16 else { throw error("has too many digits") }
        }
        guard !digits.isEmpty else { throw error("is empty") }
        // The area code's leading zero is left out after the country code.
        if hadCountry, digits[0] != 0x31 || digits.count != 11, digits[0] != 0x30 { digits.insert(0x30, at: 0) }
        return digits
    }

    /// 3 for 010 and 02x, 4 for 03xx to 09xx; nil without an area code.
    private static func areaCodeLength(_ digits: [UInt8]) -> Int? {
        guard digits.count >= 10, digits[0] == 0x30 else { return nil }
        if digits[1] == 0x31 { return digits[2] == 0x30 ? 3 : nil }
        if digits[1] == 0x32 { return 3 }
        return (0x33...0x39).contains(digits[1]) ? 4 : nil
    }

    private static func error(_ reason: String) -> FieldError {
        FieldError(
            field: "phone", reason: reason,
            expected:
                "an 11-digit mobile number that begins with 13 to 19, or a landline with area code such as 0471-1234567"
        )
    }
}
