/// Hides personal data for screens, logs, exports and text messages (脱敏). Takes any text, valid or not.
public enum Masking {
    /// 张* for two characters, 张*生 for three, first and last for more; one character is hidden whole.
    public static func name(_ name: String) -> String {
        let characters = Array(name.asciiTrimmed)
        switch characters.count {
        case 0: return ""
        case 1: return "*"
        case 2: return "\(characters[0])*"
        default:
            let stars = String(repeating: "*", count: min(characters.count - 2, 6))
            return "\(characters[0])\(stars)\(characters[characters.count - 1])"
        }
    }

    /// `138****0000`; of a landline the area code and the last four digits. Anything shorter is hidden whole.
    public static func phone(_ phone: String) -> String {
        let digits = Array(phone.asciiTrimmed)
        let head = digits.firstIndex(of: "-").map { $0 + 1 } ?? 3
        guard digits.count >= head + 7 else { return String(repeating: "*", count: min(digits.count, 11)) }
        return String(digits[..<head]) + String(repeating: "*", count: min(digits.count - head - 4, 8))
            + String(digits[(digits.count - 4)...])
    }

    /// First six and last four characters: `150105********1234`, for those who may see the region.
    public static func residentID(_ number: String) -> String { ends(of: number, 6, 4) }

    /// First three and last three characters, for screens in public.
    public static func residentIDForPublic(_ number: String) -> String { ends(of: number, 3, 3) }

    /// First character and the domain: `z***@example.org`.
    public static func email(_ address: String) -> String {
        guard let at = address.lastIndex(of: "@"), let first = address.first, first != "@" else { return "***" }
        return "\(first)***\(address[at...])"
    }

    private static func ends(of text: String, _ first: Int, _ last: Int) -> String {
        let characters = Array(text.asciiTrimmed)
        guard characters.count >= first + last + 4 else {
            return String(repeating: "*", count: min(characters.count, 18))
        }
        let stars = String(repeating: "*", count: min(characters.count - first - last, 18))
        return String(characters[..<first]) + stars + String(characters[(characters.count - last)...])
    }
}
