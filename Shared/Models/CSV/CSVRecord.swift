/// One record of a CSV text: its fields, and its bytes as they stood.
public struct CSVRecord: Sendable {
    /// The line it begins on, from 1.
    public let line: Int
    /// The bytes as read, with the line break that ended it; the last record of a file may have none.
    public let raw: [UInt8]
    /// Where the fields lie in `raw`.
    let bounds: [CSVField]

    /// The number of fields.
    public var count: Int { bounds.count }

    /// A field's text, without quotes and with doubled quotes made single.
    public subscript(index: Int) -> String {
        let field = bounds[index]
        guard field.isEscaped else {
            return raw.withUnsafeBufferPointer {
                String(decoding: UnsafeBufferPointer(rebasing: $0[field.range]), as: UTF8.self)
            }
        }
        return String(decoding: unescaped(field), as: UTF8.self)
    }

    /// A field's bytes, handed to `body` without a copy where the field holds no doubled quote.
    public func withBytes<Value>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Value) rethrows -> Value {
        let field = bounds[index]
        guard field.isEscaped else {
            return try raw.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[field.range])) }
        }
        return try unescaped(field).withUnsafeBufferPointer(body)
    }

    /// All fields.
    public var fields: [String] { bounds.indices.map { self[$0] } }

    /// The bytes without the line break.
    public var content: ArraySlice<UInt8> {
        var end = raw.count
        if end > 0, raw[end - 1] == CSVByte.lineFeed { end -= 1 }
        if end > 0, raw[end - 1] == CSVByte.carriageReturn { end -= 1 }
        return raw[..<end]
    }

    /// The byte of the record's line at which a field begins, from 1. For a record of several lines it counts on.
    public func column(of index: Int) -> Int { index < bounds.count ? bounds[index].start + 1 : content.endIndex + 1 }

    private func unescaped(_ field: CSVField) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(field.end - field.start)
        var wasQuote = false
        for byte in raw[field.range] {
            wasQuote = byte == CSVByte.quote && !wasQuote
            if !wasQuote { bytes.append(byte) }
        }
        return bytes
    }
}

/// Where a field lies in its record, quotes left out, and whether it holds doubled quotes.
struct CSVField: Sendable {
    var start: Int
    var end: Int
    var isEscaped: Bool
    var range: Range<Int> { start..<end }
}

/// The bytes that mean something in CSV.
enum CSVByte {
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let quote: UInt8 = 0x22
    static let comma: UInt8 = 0x2C
}
