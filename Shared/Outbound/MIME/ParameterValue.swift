/// A parameter of a structured header, such as a file's name: RFC 2231, in continuations where it is long.
enum ParameterValue {
    private static let longestPiece = 60

    /// `; name="value"` for plain ASCII, `;\r\n name*=UTF-8''…` otherwise, each piece on a line of its own.
    static func encode(_ name: String, _ value: String) -> String {
        if value.utf8.count <= longestPiece, value.utf8.allSatisfy(isPlain) { return ";\r\n \(name)=\"\(value)\"" }
        let pieces = split(value)
        if pieces.count == 1 { return ";\r\n \(name)*=UTF-8''\(pieces[0])" }
        return pieces.enumerated().map { number, piece in
            ";\r\n \(name)*\(number)*=\(number == 0 ? "UTF-8''" : "")\(piece)"
        }.joined()
    }

    // MARK: - Private

    /// Percent-encoded pieces that never split a character.
    private static func split(_ value: String) -> [String] {
        value.unicodeScalars.reduce(into: [""]) { pieces, scalar in
            let encoded = String(scalar).utf8.map(percent).joined()
            if pieces[pieces.count - 1].utf8.count + encoded.utf8.count > longestPiece { pieces.append("") }
            pieces[pieces.count - 1] += encoded
        }
    }

    private static func percent(_ byte: UInt8) -> String {
        if isAlphanumeric(byte) || "-._~".utf8.contains(byte) { return String(UnicodeScalar(byte)) }
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.count == 1 ? "0" : "") + digits
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != 0x22 && byte != 0x5C
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
