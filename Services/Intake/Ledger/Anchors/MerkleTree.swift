import Crypto

/// A Merkle tree that grows leaf by leaf (RFC 6962 section 2.1) and holds no more than one hash per level, so that the leaves
/// may come in pages and the tree may travel from one to the next.
struct MerkleTree: Hashable, Sendable {
    /// How many leaves there are.
    private(set) var count = 0
    /// The roots of the complete trees that the leaves make up, the largest first: one for each bit of `count`.
    private var peaks: [[UInt8]] = []

    /// A tree without leaves.
    init() {}

    /// Takes up a tree where `bytes` left it; nil when they are none of ours.
    init?(bytes: [UInt8]) {
        guard bytes.count >= 8, bytes.count % 32 == 8 else { return nil }
        let count = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let count = Int(exactly: count), count.nonzeroBitCount == bytes.count / 32 else { return nil }
        self.count = count
        peaks = stride(from: 8, to: bytes.count, by: 32).map { Array(bytes[$0..<$0 + 32]) }
    }

    /// The number of leaves, big-endian, and the hashes that are held.
    var bytes: [UInt8] {
        withUnsafeBytes(of: UInt64(count).bigEndian) { Array($0) } + peaks.joined()
    }

    /// Adds a leaf behind the others.
    mutating func append(_ leaf: [UInt8]) {
        var node = Self.hash(0, leaf)
        var complete = count
        while complete & 1 == 1 {
            node = Self.hash(1, peaks.removeLast() + node)
            complete >>= 1
        }
        peaks.append(node)
        count += 1
    }

    /// The hash of the whole; without leaves, that of no bytes.
    var root: [UInt8] {
        guard let last = peaks.last else { return Array(SHA256.hash(data: [UInt8]())) }
        return peaks.dropLast().reversed().reduce(last) { Self.hash(1, $1 + $0) }
    }

    /// Leaves and nodes are told apart by their first byte, so that none can stand for the other.
    private static func hash(_ tag: UInt8, _ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: [tag] + bytes)) }
}
