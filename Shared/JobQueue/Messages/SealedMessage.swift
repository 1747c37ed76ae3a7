public import Models

/// A message whose payload is stored encrypted: who reads the database, a backup or the console learns its kind and its
/// headers, nothing else. Both sides need a ``PayloadSeal`` with the same keys.
///
/// What a process has no key for waits, uncounted, for one that has it: every half minute it is delivered again, and a warning
/// in the log names its kind and the key. What was changed, or is sealed with a known key and does not open, has failed.
///
/// To replace a key, first give the new one to all processes to open with, then let it seal; so nothing waits at any time. Take
/// the old one away when nothing that it sealed is left: past the queue's retention, with no such message delayed or dead.
public protocol SealedMessage: Message {}

/// Encrypts payloads and knows its keys by name, so that a key can be replaced: the newest seals, all of them open.
/// ServiceKit's `Sealing` (AES-256-GCM) is one.
public protocol PayloadSeal: Sendable {
    /// Encrypts a text, bound to a context.
    func seal(_ text: String, context: String) throws -> SealedText

    /// The text that was sealed in the same context; throws when the key is unknown or anything was changed.
    func open(_ sealed: SealedText, context: String) throws -> String

    /// The name of the key that a text was sealed with, if it is not one of these; nil also for what is no sealed text. Asked
    /// when a text did not open.
    func missingKey(of sealed: SealedText) -> String?
}

/// A sealed message is to be enqueued where no keys were given.
public struct PayloadSealMissing: Error, CustomStringConvertible {
    /// The message's kind.
    public let kind: String

    /// In words.
    public var description: String {
        "messages of kind \(kind) are sealed, and this process was given no keys for them"
    }
}
