import Synchronization

/// Translates Swift's property names into JSON's snake_case and back, acronyms included: `caseID` is `case_id`.
///
/// Foundation's own strategy comes back from `case_id` to `caseId`; this one knows the house's acronyms.
public enum SnakeCase {
    /// The words that are written in capitals inside a property name.
    static let acronyms: Set<Substring> = [
        "api", "csrf", "csv", "html", "http", "https", "id", "ip", "json", "pdf", "sms", "sql", "uri", "url", "utc",
        "uuid", "xlsx", "xml",
    ]

    /// `receiptURL` becomes `receipt_url`, `isOpen` `is_open`; what is snake_case already stays.
    public static func encode(_ name: String) -> String { encoded.translate(name, by: encoding) }

    /// `receipt_url` becomes `receiptURL`; names without an underscore stay.
    public static func decode(_ name: String) -> String { decoded.translate(name, by: decoding) }

    // MARK: - Private

    private static let encoded = NameCache()
    private static let decoded = NameCache()

    private static func encoding(_ name: String) -> String {
        let letters = Array(name)
        var text = ""
        for (index, letter) in letters.enumerated() {
            if letter.isUppercase, index > 0, letters[index - 1] != "_" {
                let endsAcronym = index + 1 < letters.count && letters[index + 1].isLowercase
                if !letters[index - 1].isUppercase || endsAcronym { text += "_" }
            }
            text += letter.lowercased()
        }
        return text
    }

    private static func decoding(_ name: String) -> String {
        let words = name.split(separator: "_")
        guard let first = words.first, words.count > 1, !name.hasPrefix("_") else { return name }
        let rest = words.dropFirst().map { word in
            acronyms.contains(word) ? word.uppercased() : word.prefix(1).uppercased() + word.dropFirst()
        }
        return first + rest.joined()
    }
}

/// Names that were translated before: a payload's keys recur in every message. Bounded, because names also come from outside.
private final class NameCache: Sendable {
    private let names = Mutex<[String: String]>([:])

    func translate(_ name: String, by rule: (String) -> String) -> String {
        names.withLock { names in
            if let known = names[name] { return known }
            let translated = rule(name)
            if names.count < 4096 { names[name] = translated }
            return translated
        }
    }
}
