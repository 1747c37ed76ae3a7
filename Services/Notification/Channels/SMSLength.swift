/// How many text messages a text takes (domain rule for Chinese carriers): counted in UTF-16 units, 70 in one message, 67 in
/// each of several; a character outside the basic plane takes 2 and is never split. ASCII is counted the same way:
/// carriers here bill letters and digits as one and use 70/67 for them too. The signature 【…】 counts.
struct SMSLength: Equatable, Sendable {
    /// The most characters that carriers take in one submission, signature included.
    static let limit = 500
    private static let single = 70
    private static let part = 67

    /// The UTF-16 units of each message.
    let parts: [Int]
    /// The characters (Unicode scalars) in all.
    let characters: Int

    init(_ text: String) {
        characters = text.unicodeScalars.count
        let units = text.utf16.count
        parts = units <= Self.single ? [units] : Self.split(text)
    }

    /// How many messages are billed (计费条数).
    var segments: Int { parts.count }
    /// Whether carriers take it at all.
    var isWithinLimit: Bool { characters <= Self.limit }

    private static func split(_ text: String) -> [Int] {
        text.unicodeScalars.reduce(into: [0]) { parts, scalar in
            let units = UTF16.width(scalar)
            if parts[parts.count - 1] + units > part { parts.append(0) }
            parts[parts.count - 1] += units
        }
    }
}
