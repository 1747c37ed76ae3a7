/// COPY's text format: tabs between fields, `\N` for NULL, backslash escapes.
enum CopyText {
    static func append(_ fields: [String?], to buffer: inout PostgresBuffer) {
        for (index, field) in fields.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: "\t")) }
            guard let field else {
                buffer.append(contentsOf: #"\N"#.utf8)
                continue
            }
            for byte in field.utf8 {
                if let letter = escape(byte) {
                    buffer.append(UInt8(ascii: "\\"))
                    buffer.append(letter)
                } else {
                    buffer.append(byte)
                }
            }
        }
        buffer.append(UInt8(ascii: "\n"))
    }

    /// The fields of one line without its newline.
    static func fields(_ line: some Collection<UInt8>) -> [String?] {
        line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map { field in
            field.elementsEqual(#"\N"#.utf8) ? nil : unescaped(field)
        }
    }

    private static func unescaped(_ field: some Collection<UInt8>) -> String {
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in field {
            if isEscaped {
                bytes.append(unescape(byte))
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let letters: [(byte: UInt8, letter: UInt8)] = [
        (0x08, UInt8(ascii: "b")), (0x0C, UInt8(ascii: "f")), (0x0A, UInt8(ascii: "n")), (0x0D, UInt8(ascii: "r")),
        (0x09, UInt8(ascii: "t")), (0x0B, UInt8(ascii: "v")), (0x5C, 0x5C),
    ]

    private static func escape(_ byte: UInt8) -> UInt8? {
        byte > 0x0D && byte != 0x5C ? nil : letters.first { $0.byte == byte }?.letter
    }

    private static func unescape(_ letter: UInt8) -> UInt8 {
        letters.first { $0.letter == letter }?.byte ?? letter
    }
}
