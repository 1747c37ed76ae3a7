/// RFC 2045 section 6.7: text that is mostly ASCII stays readable, in lines of at most 76 characters.
enum QuotedPrintable {
    private static let longestLine = 76

    /// Encodes text; line ends become CRLF.
    static func encode(_ text: String) -> String {
        LineEnds.lines(of: text).map(encodeLine).joined(separator: "\r\n")
    }

    // MARK: - Private

    private static func encodeLine(_ line: Substring.UTF8View) -> String {
        var result = ""
        var length = 0
        for index in line.indices {
            let isLast = line.index(after: index) == line.endIndex
            let token = encodeByte(line[index], atEnd: isLast)
            if length + token.utf8.count > longestLine - (isLast ? 0 : 1) {
                result += "=\r\n"
                length = 0
            }
            result += token
            length += token.utf8.count
        }
        return result
    }

    private static func encodeByte(_ byte: UInt8, atEnd: Bool) -> String {
        let isBlank = byte == 0x20 || byte == 0x09
        if (isBlank && !atEnd) || (byte > 0x20 && byte < 0x7F && byte != 0x3D) { return String(UnicodeScalar(byte)) }
        let digits = String(byte, radix: 16, uppercase: true)
        return "=" + (digits.count == 1 ? "0" : "") + digits
    }
}

/// Line ends as mail has them.
enum LineEnds {
    /// The lines of a text whose lines end in LF or CRLF.
    static func lines(of text: String) -> [Substring.UTF8View] {
        text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.last == 0x0D ? line.dropLast() : line
        }
    }

    /// The text with CRLF line ends.
    static func normalized(_ text: String) -> [UInt8] {
        Array(lines(of: text).joined(separator: [0x0D, 0x0A]))
    }
}
