/// One template in one language, as its file has it:
///
///     required: case_number, item
///     optional: department
///     subject: 办件回执 ((case_number))
///     --- text
///     …
///     --- html
///     …
///     --- sms
///     …
struct TemplateSource: Sendable {
    let required: [String]
    let optional: [String]
    let subject: String
    let text: String
    let html: String
    let sms: String?

    /// Reads a file; throws what is missing or unknown.
    init(_ file: String) throws(TemplateError) {
        let parts = file.split(separator: "--- ", omittingEmptySubsequences: false)
        let fields = try Self.fields(parts[0])
        let sections = try Self.sections(parts.dropFirst())
        guard let subject = fields["subject"] else { throw TemplateError("has no subject") }
        guard let text = sections["text"], let html = sections["html"] else {
            throw TemplateError("has no text or no html section")
        }
        required = Self.list(fields["required"])
        optional = Self.list(fields["optional"])
        self.subject = subject
        self.text = text
        self.html = html
        sms = sections["sms"]
    }

    // MARK: - Private

    private static func fields(_ text: Substring) throws(TemplateError) -> [String: String] {
        var fields: [String: String] = [:]
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { throw TemplateError("'\(line)' is no field") }
            fields[String(line[..<colon])] = trim(line[line.index(after: colon)...])
        }
        return fields
    }

    private static func sections(_ parts: ArraySlice<Substring>) throws(TemplateError) -> [String: String] {
        var sections: [String: String] = [:]
        for part in parts {
            let name = String(part.prefix { $0 != "\n" })
            guard ["text", "html", "sms"].contains(name) else { throw TemplateError("'\(name)' is no section") }
            sections[name] = trim(part.dropFirst(name.count))
        }
        return sections
    }

    private static func list(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map { trim($0) }.filter { !$0.isEmpty }
    }

    private static func trim(_ text: Substring) -> String {
        let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
        let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? start
        return String(text[start..<end])
    }
}
