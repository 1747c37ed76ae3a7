internal import Crypto
internal import Foundation

/// Finds a sealed value again: a keyed hash (HMAC-SHA-256) of its normalised text, equal for equal texts.
///
/// The key is derived from the *oldest* key of CONTACT_KEY, so that adding a newer key in front keeps hashes as they are;
/// before the oldest is dropped, hashes must be computed anew.
public struct SearchHash: Sendable {
    private let key: SymmetricKey

    /// Derives the search key.
    public init(_ keys: SealingKeys) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: keys.oldest.symmetric, info: Array("bangban search".utf8), outputByteCount: 32)
    }

    /// The 32 bytes to store beside a sealed value; `field` keeps a phone from matching a name. Case and the blanks around
    /// the text do not matter.
    public func hash(_ text: String, field: String) -> [UInt8] {
        let message = Array("\(field)\u{0}\(Self.normal(text))".utf8)
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }

    /// Small letters and digits alone are normal as they are: nearly every phone and ID number.
    private static func normal(_ text: String) -> String {
        let isNormal = text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
        if isNormal { return text }
        return text.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCompatibilityMapping
            .lowercased()
    }
}
