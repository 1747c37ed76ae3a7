internal import Crypto
internal import Foundation
import Models

/// The keys of `CONTACT_KEY`: the first seals, all of them open, so that a key can be replaced without a stop.
public struct SealingKeys: Sendable {
    /// One key and the eight hexadecimal digits by which sealed texts name it.
    struct Key: Sendable {
        let id: String
        let symmetric: SymmetricKey

        init(_ bytes: [UInt8]) {
            symmetric = SymmetricKey(data: bytes)
            id = String(HexDigits.text(SHA256.hash(data: Array("bangban key id".utf8) + bytes)).prefix(8))
        }
    }

    let keys: [Key]

    /// Takes keys of 32 bytes each, the newest first; nil when there is none or one has another length.
    public init?(_ keys: [[UInt8]]) {
        guard !keys.isEmpty, keys.allSatisfy({ $0.count == 32 }) else { return nil }
        self.keys = keys.map(Key.init)
    }

    var newest: Key { keys[0] }
    var oldest: Key { keys[keys.count - 1] }

    func key(_ id: some StringProtocol) -> Key? { keys.first { $0.id == id } }
}

extension SettingParser where Value == SealingKeys {
    /// One or more keys in base64, separated by commas, the newest first.
    public static var sealingKeys: Self {
        let expected = "base64 of 32 bytes (openssl rand -base64 32); several, newest first, separated by commas"
        return SettingParser(expected) { text throws(SettingRefusal) in
            var keys: [[UInt8]] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                guard let bytes = Data(base64Encoded: part.trimmingCharacters(in: .whitespaces)) else {
                    throw SettingRefusal("is not base64")
                }
                guard bytes.count == 32 else { throw SettingRefusal("is \(bytes.count) bytes long") }
                keys.append(Array(bytes))
            }
            guard let sealing = SealingKeys(keys) else { throw SettingRefusal("holds no key") }
            return sealing
        }
    }
}
