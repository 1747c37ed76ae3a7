public import JobQueue
public import Models

/// The contact keys seal messages, too.
extension Sealing: PayloadSeal {
    /// The id of the key that a text was sealed with, if CONTACT_KEY does not hold it; nil also for what is malformed.
    public func missingKey(of sealed: SealedText) -> String? {
        do {
            _ = try open(sealed)
        } catch SealingError.unknownKey(let id) {
            return id
        } catch {}
        return nil
    }
}
