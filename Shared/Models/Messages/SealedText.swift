/// Text that only the holders of the contact key can read: AES-256-GCM, base64 of nonce, ciphertext and tag.
///
/// The queue's log is read by several services and kept for a while, so addresses travel in it sealed. ServiceKit seals and
/// opens; here it is only carried.
public struct SealedText: RawRepresentable, Hashable, Codable, Sendable {
    /// The base64 form.
    public let rawValue: String

    /// Wraps a sealed text as it was stored or received.
    public init(rawValue: String) { self.rawValue = rawValue }
}
