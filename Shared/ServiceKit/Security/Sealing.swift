internal import Crypto
internal import Foundation
public import Models

/// Seals personal data so that only holders of the contact key read it: AES-256-GCM, bound to a context.
///
/// A sealed text is `KEYID:BASE64`, the base64 of nonce, ciphertext and tag. The context is authenticated with it, so that
/// a sealed phone number cannot be passed off as a name; who seals and who opens must use the same.
public struct Sealing: Sendable {
    private let keys: SealingKeys

    /// Seals with the newest of the keys and opens with any.
    public init(_ keys: SealingKeys) { self.keys = keys }

    /// Seals a text. The same text seals differently each time: use ``SearchHash`` to find it again.
    public func seal(_ text: String, context: String = "contact") throws -> SealedText {
        let key = keys.newest
        let box = try AES.GCM.seal(
            Array(text.utf8), using: key.symmetric, authenticating: Array("\(key.id):\(context)".utf8))
        guard let combined = box.combined else { throw SealingError.malformed }
        return SealedText(rawValue: "\(key.id):\(combined.base64EncodedString())")
    }

    /// Opens a sealed text; throws ``SealingError`` and never a part of the text.
    public func open(_ sealed: SealedText, context: String = "contact") throws -> String {
        let parts = sealed.rawValue.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let bytes = Data(base64Encoded: String(parts[1])),
            let box = try? AES.GCM.SealedBox(combined: bytes)
        else { throw SealingError.malformed }
        guard let key = keys.key(parts[0]) else { throw SealingError.unknownKey(String(parts[0].prefix(8))) }
        let plain: Data
        do {
            plain = try AES.GCM.open(box, using: key.symmetric, authenticating: Array("\(key.id):\(context)".utf8))
        } catch {
            throw SealingError.forged
        }
        guard let text = String(data: plain, encoding: .utf8) else { throw SealingError.malformed }
        return text
    }

    /// Whether a text was sealed with an older key and should be sealed anew.
    public func isStale(_ sealed: SealedText) -> Bool { !sealed.rawValue.hasPrefix(keys.newest.id + ":") }
}
