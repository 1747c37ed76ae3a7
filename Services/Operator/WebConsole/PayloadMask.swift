import Models

/// Hides what may be personal or secret in a payload: the values of telling members, and what looks like an address, a phone
/// or an identity number anywhere. Payloads of ours carry such data only sealed or masked; those of others may not.
enum PayloadMask {
    /// Members whose values are hidden whole, by the last word of their names; `masked_name` and the like are shown.
    static let hidden: Set<String> = [
        "name", "email", "mail", "phone", "mobile", "telephone", "address", "contact", "idcard", "password", "secret",
        "token", "credential", "authorization", "cookie",
    ]
    /// Members whose values are hidden, by their whole names.
    static let hiddenWhole: Set<String> = [
        "tracking_code", "id_number", "resident_id", "id_card", "identity_number", "api_key", "private_key",
    ]

    /// The most characters of anything that is masked by its form: of an e-mail address, 64, an @ and 255 (RFC 5321 §4.5.3.1).
    private static let longest = 320

    /// A pretty-printed JSON text (`jsonb_pretty`: one value a line) with what is hidden replaced, and how much that was. Of one
    /// that was cut off the last characters are left out: what was cut in two is not taken for an address or a number.
    static func json(_ pretty: String, isCut: Bool = false) -> (text: String, count: Int) {
        var isHidden = [false]
        var count = 0
        let lines = pretty.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            let blanks = line.prefix { $0 == " " }
            let (name, value) = member(line.dropFirst(blanks.count))
            if value.first == "}" || value.first == "]" {
                if isHidden.count > 1 { isHidden.removeLast() }
                return String(line)
            }
            let hides = isHidden[isHidden.count - 1] || name.map(isTelling) ?? false
            if value == "{" || value == "[" {
                isHidden.append(hides)
                return String(line)
            }
            let comma = value.last == "," ? "," : ""
            let plain = String(value.dropLast(comma.count))
            let shown = hides && plain != "null" ? "\"•••\"" : plain.first == "\"" ? text(plain) : plain
            if shown != plain { count += 1 }
            return "\(blanks)\(name.map { "\"\($0)\": " } ?? "")\(shown)\(comma)"
        }
        return (String(lines.joined(separator: "\n").dropLast(isCut ? longest : 0)), count)
    }

    /// Any text with addresses, mobile numbers and resident identity numbers masked.
    static func text(_ text: String) -> String {
        addressesMasked(text).replacing(/[0-9]{11,}[Xx]?/) { match in
            let digits = String(match.output)
            if digits.count == 18 { return Masking.residentID(digits) }
            return digits.count == 11 && digits.first == "1" ? Masking.phone(digits) : digits
        }
    }

    // MARK: - Private

    /// Addresses are looked for around each @: a regular expression would begin anew at each character of a long word, and read
    /// on to its end each time.
    private static func addressesMasked(_ text: String) -> String {
        var masked = ""
        var rest = text[...]
        var search = text.startIndex
        while let at = text[search...].firstIndex(of: "@") {
            search = text.index(after: at)
            let name = rest[..<at].lastIndex { !isOfName($0) }.map(text.index(after:)) ?? rest.startIndex
            guard name < at, let end = endOfDomain(text[search...]) else { continue }
            masked += rest[..<name] + Masking.email(String(text[name..<end]))
            rest = text[end...]
            search = end
        }
        return masked + rest
    }

    /// Where the domain ends that the text begins with: two words or more with dots between them.
    private static func endOfDomain(_ text: Substring) -> String.Index? {
        let labels = text.prefix { isOfWord($0) || $0 == "-" || $0 == "." }
            .split(separator: ".", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
        return labels.count < 2 ? nil : labels.last?.endIndex
    }

    private static func isOfName(_ character: Character) -> Bool { isOfWord(character) || ".%+-#".contains(character) }

    private static func isOfWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    /// The name of a line's member as it stands there, and the value; an element of an array has no name.
    private static func member(_ line: Substring) -> (name: String?, value: Substring) {
        guard line.first == "\"" else { return (nil, line) }
        var end = line.index(after: line.startIndex)
        while end < line.endIndex, line[end] != "\"" {
            if line[end] == "\\" { end = line.index(after: end) }
            end = line.index(after: end)
        }
        guard end < line.endIndex else { return (nil, line) }
        let rest = line[line.index(after: end)...]
        guard rest.hasPrefix(": ") else { return (nil, line) }
        return (String(line[line.index(after: line.startIndex)..<end]), rest.dropFirst(2))
    }

    private static func isTelling(_ name: String) -> Bool {
        // emailAddress and e-mail are read as email_address and e_mail.
        var snake = ""
        for character in name {
            if character.isUppercase, !snake.isEmpty, snake.last != "_" { snake += "_" }
            snake += character == "-" || character == "." ? "_" : character.lowercased()
        }
        let words = snake.split(separator: "_")
        guard !words.contains("masked"), let last = words.last else { return false }
        return hiddenWhole.contains(snake) || hidden.contains(String(last))
    }
}
