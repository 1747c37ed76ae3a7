/// The bytes of a ledger entry, or of an anchor, that its hash is made of. Changing anything here breaks every stored chain.
struct CanonicalForm {
    private(set) var bytes: [UInt8]

    /// Begins with the version tag, which says what the bytes are of.
    init(tag: String = "bangban.ledger.1", reserving capacity: Int) {
        bytes = []
        bytes.reserveCapacity(capacity)
        bytes.append(contentsOf: tag.utf8)
        bytes.append(0)
    }

    /// Adds bytes of fixed length.
    mutating func append(raw: some Sequence<UInt8>) {
        bytes.append(contentsOf: raw)
    }

    /// Adds a number, big-endian.
    mutating func append(_ number: Int64) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Adds a text with its length in front; nil is told from the empty text.
    mutating func append(_ text: String?) {
        let length = text.map { UInt32($0.utf8.count) } ?? .max
        withUnsafeBytes(of: length.bigEndian) { bytes.append(contentsOf: $0) }
        if let text { bytes.append(contentsOf: text.utf8) }
    }
}
