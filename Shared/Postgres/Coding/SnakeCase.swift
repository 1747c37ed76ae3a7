import Synchronization

/// Translates Swift's property names into JSON's snake_case and back, acronyms included: `caseID` is `case_id`.
///
/// Foundation's own strategies do not come back from `case_id` to `caseID`; here the words of ``acronyms`` do.
enum SnakeCase {
    static let acronyms: Set<String> = [
        "api", "csrf", "csv", "html", "http", "https", "id", "ip", "json", "pdf", "sms", "sql", "uri", "url", "utc",
        "utf", "uuid", "xlsx", "xml",
    ]

    /// `receiptURL` becomes `receipt_url`, `HTMLBody` becomes `html_body`, `ids` stays.
    static func encode(_ name: String) -> String {
        let letters = Array(name)
        var text = ""
        for (index, letter) in letters.enumerated() {
            guard letter.isUppercase else {
                text.append(letter)
                continue
            }
            let before = index > 0 ? letters[index - 1] : "_"
            let after = index + 1 < letters.count ? letters[index + 1] : nil
            let startsWord = before != "_" && (!before.isUppercase || (after?.isLowercase ?? false))
            text += (startsWord ? "_" : "") + letter.lowercased()
        }
        return text
    }

    /// `receipt_url` becomes `receiptURL`; leading underscores stay.
    static func decode(_ name: String) -> String {
        let leading = name.prefix { $0 == "_" }
        let words = name.dropFirst(leading.count).split(separator: "_")
        guard let first = words.first, words.count > 1 else { return name }
        let rest = words.dropFirst().map { word in
            acronyms.contains(String(word)) ? word.uppercased() : word.prefix(1).uppercased() + word.dropFirst()
        }
        return String(leading) + first + rest.joined()
    }
}

extension SnakeCase {
    private static let known = Mutex<(encoded: [String: String], decoded: [String: String])>(([:], [:]))
    private static let knownLimit = 4096

    /// `encode`, remembered: payloads have few property names, and many rows.
    static func encoded(_ name: String) -> String {
        known.withLock { known in
            if let text = known.encoded[name] { return text }
            let text = encode(name)
            if known.encoded.count < knownLimit { known.encoded[name] = text }
            return text
        }
    }

    /// `decode`, remembered.
    static func decoded(_ name: String) -> String {
        known.withLock { known in
            if let text = known.decoded[name] { return text }
            let text = decode(name)
            if known.decoded.count < knownLimit { known.decoded[name] = text }
            return text
        }
    }
}

/// A key made of a converted name.
struct SnakeCaseKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init?(stringValue: String) { self.init(stringValue) }

    init?(intValue: Int) {
        stringValue = String(intValue)
        self.intValue = intValue
    }
}
