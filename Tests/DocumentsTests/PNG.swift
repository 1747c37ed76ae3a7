import Testing

/// What the first bytes of a PNG file say (signature and IHDR of the specification).
struct PNG {
    let size: (width: Int, height: Int)

    init(_ bytes: [UInt8]) throws {
        try #require(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        try #require(bytes.suffix(8).starts(with: Array("IEND".utf8)))
        func number(at offset: Int) -> Int { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        size = (number(at: 16), number(at: 20))
    }
}
