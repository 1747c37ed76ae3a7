/// Why a sealed text could not be opened.
public enum SealingError: Error, Equatable, CustomStringConvertible {
    /// It does not have the form of a sealed text.
    case malformed
    /// It was sealed with a key that CONTACT_KEY does not hold; the key's id.
    case unknownKey(String)
    /// It was changed, or sealed for another context.
    case forged

    /// One sentence, without content.
    public var description: String {
        switch self {
        case .malformed: "the sealed text is malformed"
        case .unknownKey(let id): "the sealed text names key \(id), which CONTACT_KEY does not hold"
        case .forged: "the sealed text was changed or belongs to another context"
        }
    }
}
