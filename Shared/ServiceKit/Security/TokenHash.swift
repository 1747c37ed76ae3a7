internal import Crypto
import Models

/// The SHA-256 of a token: enough to recognise it, useless to whoever reads the database.
public struct TokenHash: Sendable, Hashable {
    /// The 32 bytes, as stored in a `bytea` column.
    public let bytes: [UInt8]

    /// Wraps a stored hash; nil when it is not 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Reads the 64 hexadecimal digits that `sha256sum` prints; nil when `text` is something else.
    public init?(hex text: String) {
        guard let bytes = HexDigits.bytes(text) else { return nil }
        self.init(bytes: bytes)
    }

    /// Hashes a token's text.
    public init(hashing text: String) { bytes = Array(SHA256.hash(data: Array(text.utf8))) }

    /// The 64 hexadecimal digits.
    public var hex: String { HexDigits.text(bytes) }

    /// Compares without telling by its time where the two differ.
    public static func == (left: TokenHash, right: TokenHash) -> Bool { ConstantTime.equal(left.bytes, right.bytes) }
}

extension SettingParser where Value == TokenHash {
    /// 64 hexadecimal digits.
    public static var tokenHash: Self {
        SettingParser("64 hexadecimal digits: printf %s TOKEN | sha256sum") { text throws(SettingRefusal) in
            guard let hash = TokenHash(hex: text) else { throw SettingRefusal("is not a SHA-256 in hexadecimal") }
            return hash
        }
    }
}
