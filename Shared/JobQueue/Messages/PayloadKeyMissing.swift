/// A payload is sealed with a key that this process does not have. Its message is put off, uncounted: a process that has the
/// key may claim it next, and if none has it yet, an operator is just giving it to them.
struct PayloadKeyMissing: Error, CustomStringConvertible {
    /// The message's kind.
    let kind: String
    /// The key; nil where the process was given none at all.
    let key: String?

    /// How long for: often enough while processes get the key one after another, seldom enough for a log that is to be read.
    static let wait = Duration.seconds(30)

    var description: String {
        let lack = key.map { "with the key \($0), which this process does not have" }
        return """
            messages of kind \(kind) are sealed \(lack ?? "and this process was given no keys for them"): \
            left for one that can open them
            """
    }
}
