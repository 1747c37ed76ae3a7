/// Headers that cannot be stored; the rules are those of ``MessageHeaders/custom``.
public struct HeadersRefused: Error, Hashable, CustomStringConvertible {
    /// Which, why, and what would be right. Without values.
    public let description: String

    init(taken name: String) {
        description = "the header \"\(name)\" is one of the queue's own: set it by its property, not in custom"
    }

    init(improper name: String) {
        description =
            "the header \"\(name.prefix(100))\" is not named by up to 63 small letters, digits, dots, hyphens and underscores"
    }

    init(bytes: Int, most: Int) {
        description = "headers have \(bytes) bytes of names and values, more than \(most): send the rest in the payload"
    }
}
