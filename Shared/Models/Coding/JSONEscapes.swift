import Foundation

/// The escapes of JSON strings (RFC 8259, section 7).
enum JSONEscapes {
    /// How many bytes stand for themselves in a string before the first that does not: a quotation mark, a reverse solidus or a
    /// control character. Looks at eight at once, for texts are long and such bytes are few.
    static func plainLength(_ bytes: UnsafeRawBufferPointer) -> Int {
        var length = 0
        while length + 8 <= bytes.count {
            let others = others(in: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: length, as: UInt64.self)))
            guard others == 0 else { return length + others.trailingZeroBitCount / 8 }
            length += 8
        }
        while length < bytes.count, bytes[length] >= 0x20, bytes[length] != 0x22, bytes[length] != 0x5C { length += 1 }
        return length
    }

    /// The text that an escaped string stands for.
    static func unescape(_ bytes: ArraySlice<UInt8>) throws -> String {
        var units: [UInt16] = []
        var plain: [UInt8] = []
        var text = ""
        func flush() {
            text += String(decoding: plain, as: UTF8.self) + String(decoding: units, as: UTF16.self)
            plain.removeAll()
            units.removeAll()
        }
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == 0x5C else {
                if !units.isEmpty { flush() }
                plain.append(byte)
                continue
            }
            guard let letter = rest.popFirst() else { throw malformed() }
            if letter == 0x75 {
                // Kept until the run ends: two of them may make one character.
                if !plain.isEmpty { flush() }
                units.append(try unit(rest.prefix(4)))
                rest = rest.dropFirst(4)
            } else {
                guard let meaning = short[letter] else { throw malformed() }
                if !units.isEmpty { flush() }
                plain.append(meaning)
            }
        }
        flush()
        return text
    }

    /// The highest bit of the first of eight bytes that does not stand for itself is set, and none before it. A byte is zero, or
    /// below a number, where subtracting borrows from a highest bit that was not set; later bytes may be borrowed from.
    private static func others(in word: UInt64) -> UInt64 {
        let each: UInt64 = 0x0101_0101_0101_0101
        let mark = word ^ (each &* 0x22)
        let solidus = word ^ (each &* 0x5C)
        let found = ((mark &- each) & ~mark) | ((solidus &- each) & ~solidus) | ((word &- (each &* 0x20)) & ~word)
        return found & (each &* 0x80)
    }

    private static let short: [UInt8: UInt8] = [
        0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
    ]

    private static func unit(_ digits: ArraySlice<UInt8>) throws -> UInt16 {
        guard digits.count == 4 else { throw malformed() }
        return try digits.reduce(0) { unit, digit in
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else { throw malformed() }
            return unit << 4 | UInt16(value)
        }
    }

    private static func malformed() -> any Error {
        DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "the JSON has an unknown escape"))
    }
}
