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
                if needsUnderscore(utf8, index) { bytes.append(0x5F) }
                bytes.append(utf8[index] | 0x20)
            }
        }
    }

    /// Whether a property's name is this one in JSON.
    static func matches(_ property: UnsafeBufferPointer<UInt8>, _ name: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var rest = name
        for index in property.indices {
            var byte = property[index]
            if isCapital(byte) {
                if needsUnderscore(property, index), rest.popFirst() != 0x5F { return false }
                byte |= 0x20
            }
            guard rest.popFirst() == byte else { return false }
        }
        return rest.isEmpty
    }

    /// `receipt_url` becomes `receiptURL`; names without an underscore stay.
    public static func decode(_ name: String) -> String { decoded.translate(name, by: decoding) }

    // MARK: - Private

    private static let decoded = NameCache()

    /// Whether a word begins at a capital: after a small letter, or as the last of an acronym's capitals.
    private static func needsUnderscore(_ name: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        guard index > 0, name[index - 1] != 0x5F else { return false }
        let endsAcronym = index + 1 < name.count && (0x61...0x7A).contains(name[index + 1])
        return !isCapital(name[index - 1]) || endsAcronym
    }

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
