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
        let normal = text.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCompatibilityMapping
        let message = Array("\(field)\u{0}\(normal.lowercased())".utf8)
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }
}
