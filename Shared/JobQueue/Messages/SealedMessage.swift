public import Models

/// A message whose payload is stored encrypted: who reads the database, a backup or the console learns its kind and its
/// headers, nothing else. Both sides need a ``PayloadSeal`` with the same keys.
public protocol SealedMessage: Message {}

/// Encrypts payloads and knows its keys by name, so that a key can be replaced: the newest seals, all of them open.
/// ServiceKit's `Sealing` (AES-256-GCM) is one.
public protocol PayloadSeal: Sendable {
    /// Encrypts a text, bound to a context.
    func seal(_ text: String, context: String) throws -> SealedText

    /// The text that was sealed in the same context; throws when the key is unknown or anything was changed.
    func open(_ sealed: SealedText, context: String) throws -> String
}

/// A sealed message is to be enqueued or handled where no keys were given.
public struct PayloadSealMissing: Error, CustomStringConvertible {
    /// The message's kind.
    public let kind: String

    /// In words.
    public var description: String {
        "messages of kind \(kind) are sealed, and this process was given no keys for them"
    }
}
