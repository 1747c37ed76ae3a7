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
    public static func encode(_ name: String) -> String {
        var bytes: [UInt8] = []
        append(name, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a name in JSON's way.
    static func append(_ name: String, to bytes: inout [UInt8]) {
        var name = name
        name.withUTF8 { utf8 in
            guard utf8.contains(where: isCapital) else { return bytes.append(contentsOf: utf8) }
            for index in utf8.indices {
                guard isCapital(utf8[index]) else {
                    bytes.append(utf8[index])
                    continue
                }
                if index > 0, utf8[index - 1] != 0x5F {
                    let endsAcronym = index + 1 < utf8.count && (0x61...0x7A).contains(utf8[index + 1])
                    if !isCapital(utf8[index - 1]) || endsAcronym { bytes.append(0x5F) }
                }
                bytes.append(utf8[index] | 0x20)
            }
        }
    }

    /// `receipt_url` becomes `receiptURL`; names without an underscore stay.
    public static func decode(_ name: String) -> String { decoded.translate(name, by: decoding) }

    // MARK: - Private

    private static let decoded = NameCache()

    private static func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

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
