/// An e-mail address that can stand in an SMTP envelope and a header (the unquoted subset of RFC 5321, section 4.1.2).
///
/// Line breaks and control characters are refused by name: they are how headers are injected.
public struct EmailAddress: Hashable, Sendable {
    /// The part before the @, as written.
    public let localPart: String
    /// The domain, in small letters.
    public let domain: String

    /// The whole address.
    public var value: String { "\(localPart)@\(domain)" }

    /// Reads an address; spaces around it are dropped, everything else must be right.
    public init(_ text: String) throws(FieldError) {
        try Self.refuseControlCharacters(text)
        let bytes = Array(text.asciiTrimmed.utf8)
        guard !bytes.isEmpty else { throw Self.error("is empty") }
        guard bytes.allSatisfy({ $0 < 0x80 }) else {
            throw Self.error(
                "contains characters outside ASCII", "an address in ASCII letters, such as name@example.org")
        }
        guard bytes.count <= 254 else { throw Self.error("is longer than 254 bytes", "at most 254 bytes") }
        guard !bytes.contains(0x20) else { throw Self.error("contains a space") }
        let parts = bytes.split(separator: 0x40, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw Self.error(parts.count < 2 ? "has no @" : "has more than one @") }
        try Self.checkLocalPart(parts[0])
        try Self.checkDomain(parts[1])
        localPart = String(decoding: parts[0], as: UTF8.self)
        domain = String(decoding: parts[1], as: UTF8.self).lowercased()
    }

    // MARK: - Private

    private static func refuseControlCharacters(_ text: String) throws(FieldError) {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: throw error("contains a line break")
            case 0..<0x20, 0x7F..<0xA0: throw error("contains a control character")
            default: continue
            }
        }
    }

    private static func checkLocalPart(_ part: ArraySlice<UInt8>) throws(FieldError) {
        guard !part.isEmpty else { throw error("has nothing before the @") }
        guard part.count <= 64 else { throw error("has more than 64 bytes before the @") }
        let atoms = part.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard atoms.allSatisfy({ !$0.isEmpty }) else { throw error("has a dot at an end of the name or two in a row") }
        guard part.allSatisfy({ isAlphanumeric($0) || $0 == 0x2E || Self.atomSymbols.contains($0) }) else {
            throw error("has a character before the @ that needs quotes")
        }
    }

    private static func checkDomain(_ domain: ArraySlice<UInt8>) throws(FieldError) {
        let labels = domain.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard labels.count >= 2 else { throw error("has no dot in its domain") }
        let areLabels = labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
                && label.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
        }
        guard areLabels else { throw error("has a domain that cannot exist") }
        guard labels[labels.count - 1].contains(where: { !(0x30...0x39).contains($0) }) else {
            throw error("has a domain that ends in a number")
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static let atomSymbols = Set("!#$%&'*+-/=?^_`{|}~".utf8)

    private static func error(_ reason: String, _ expected: String = "an address such as name@example.org")
        -> FieldError
    {
        FieldError(field: "email", reason: reason, expected: expected)
    }
}
