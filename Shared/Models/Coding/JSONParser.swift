import Foundation

/// Cuts JSON text (RFC 8259) into nodes.
struct JSONParser {
    private let bytes: [UInt8]
    private var position = 0
    private var nodes: [JSONTree.Node] = []

    /// Deeper than anything that we write; a deeper text is refused instead of exhausting the stack.
    private static let depthMax = 256

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        nodes.reserveCapacity(32)
    }

    mutating func parse() throws -> [JSONTree.Node] {
        guard bytes.count < Int32.max else { throw malformed("is longer than 2 GiB") }
        try value(depth: 0)
        skipBlanks()
        guard position == bytes.count else { throw malformed("goes on after its value") }
        return nodes
    }

    // MARK: - Private

    private mutating func value(depth: Int) throws {
        guard depth < Self.depthMax else { throw malformed("is nested too deeply") }
        skipBlanks()
        switch peek {
        case 0x22: try string()
        case 0x7B: try container(.object, closing: 0x7D, depth: depth)
        case 0x5B: try container(.array, closing: 0x5D, depth: depth)
        case 0x74: try word("true", .true)
        case 0x66: try word("false", .false)
        case 0x6E: try word("null", .null)
        default: try number()
        }
    }

    private mutating func container(_ kind: JSONTree.Kind, closing: UInt8, depth: Int) throws {
        let index = nodes.count
        nodes.append(.init(kind: kind, start: Int32(position), end: 0))
        position += 1
        skipBlanks()
        if peek != closing {
            while true {
                if kind == .object {
                    skipBlanks()
                    try string()
                    skipBlanks()
                    try take(0x3A)
                }
                try value(depth: depth + 1)
                skipBlanks()
                if peek == closing { break }
                try take(0x2C)
            }
        }
        position += 1
        nodes[index].end = Int32(position)
        nodes[index].next = Int32(nodes.count)
    }

    private mutating func string() throws {
        try take(0x22)
        let start = position
        var isEscaped = false
        while true {
            skipPlain()
            guard let byte = peek else { throw malformed("ends within a string") }
            if byte == 0x22 { break }
            guard byte == 0x5C else { throw malformed("has a control character in a string") }
            isEscaped = true
            position += 2
        }
        append(.string, from: start, isEscaped: isEscaped)
        position += 1
    }

    private mutating func number() throws {
        let start = position
        while let byte = peek, (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte) {
            position += 1
        }
        guard position > start else { throw malformed("has no value where one belongs") }
        append(.number, from: start)
    }

    private mutating func word(_ word: StaticString, _ kind: JSONTree.Kind) throws {
        let start = position
        for index in 0..<word.utf8CodeUnitCount { try take(word.utf8Start[index]) }
        append(kind, from: start)
    }

    private mutating func append(_ kind: JSONTree.Kind, from start: Int, isEscaped: Bool = false) {
        nodes.append(
            .init(
                kind: kind, isEscaped: isEscaped, start: Int32(start), end: Int32(position),
                next: Int32(nodes.count + 1)))
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) throws {
        guard peek == byte else { throw malformed("has something else where '\(Character(.init(byte)))' belongs") }
        position += 1
    }

    private mutating func skipPlain() {
        guard position < bytes.count else { return }
        position += bytes.withUnsafeBytes { JSONEscapes.plainLength(.init(rebasing: $0[position...])) }
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func malformed(_ reason: String) -> any Error {
        DecodingError.dataCorrupted(
            .init(codingPath: [], debugDescription: "the JSON \(reason), at byte \(position)"))
    }
}
