internal import Logging

/// Builds one JSON object without line feeds: enough JSON for a log record, and no allocation per character.
struct JSONLine {
    private var bytes: [UInt8] = [0x7B]

    /// The finished object.
    var closed: String { String(decoding: bytes + [0x7D], as: UTF8.self) }

    /// Adds a text member.
    mutating func append(_ key: String, _ value: String) {
        appendKey(key)
        appendText(value)
    }

    /// Adds an object member.
    mutating func append(_ key: String, _ members: [(key: String, value: Logger.MetadataValue)]) {
        appendKey(key)
        appendObject(members)
    }

    private mutating func appendKey(_ key: String) {
        if let last = bytes.last, last != 0x7B { bytes.append(0x2C) }
        appendText(key)
        bytes.append(0x3A)
    }

    private mutating func appendObject(_ members: [(key: String, value: Logger.MetadataValue)]) {
        bytes.append(0x7B)
        for (key, value) in members {
            appendKey(key)
            appendValue(value)
        }
        bytes.append(0x7D)
    }

    private mutating func appendValue(_ value: Logger.MetadataValue) {
        switch value {
        case .string(let text): appendText(text)
        case .stringConvertible(let number as Int): bytes.append(contentsOf: String(number).utf8)
        case .stringConvertible(let thing): appendText("\(thing)")
        case .dictionary(let members): appendObject(members.sorted { $0.key < $1.key })
        case .array(let elements):
            bytes.append(0x5B)
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(0x2C) }
                appendValue(element)
            }
            bytes.append(0x5D)
        }
    }

    private mutating func appendText(_ text: String) {
        bytes.append(0x22)
        for byte in text.utf8.prefix(LogRecord.lengthLimit) { appendEscaped(byte) }
        bytes.append(0x22)
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case 0x22, 0x5C: bytes.append(contentsOf: [0x5C, byte])
        case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
        case 0..<0x20, 0x7F:
            let hex = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: [0x5C, 0x75, 0x30, 0x30, hex[Int(byte >> 4)], hex[Int(byte & 15)]])
        default: bytes.append(byte)
        }
    }
}
