import Foundation

/// RFC 2047: text beyond ASCII in a header, in words of at most 75 characters that never split a character.
enum EncodedWords {
    private static let longestLine = 76
    private static let longestPlainLine = 200
    private static let frame = "=?UTF-8?B??=".utf8.count

    /// The value of a text header such as Subject, folded; `indent` characters stand before it on its first line.
    static func encode(_ text: String, indent: Int) -> String {
        if isPlain(text) && indent + text.utf8.count <= longestPlainLine { return text }
        var words: [String] = []
        var piece: [UInt8] = []
        var room = bytesThatFit(longestLine - indent)
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if piece.count + bytes.count > room {
                words.append(word(piece))
                piece = []
                room = bytesThatFit(longestLine - 1)
            }
            piece += bytes
        }
        words.append(word(piece))
        return words.joined(separator: "\r\n ")
    }

    /// A display name: quoted where it is plain ASCII, encoded otherwise.
    static func phrase(_ name: String, indent: Int) -> String {
        guard isPlain(name), name.utf8.count <= 70 else { return encode(name + "", indent: indent) }
        let escaped = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped)\""
    }

    // MARK: - Private

    /// Printable ASCII without anything that a reader would take for an encoded word.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !text.contains("=?") && text.first != " "
            && text.last != " "
    }

    private static func bytesThatFit(_ characters: Int) -> Int { max((characters - frame) / 4 * 3, 4) }

    private static func word(_ bytes: [UInt8]) -> String { "=?UTF-8?B?\(Data(bytes).base64EncodedString())?=" }
}
