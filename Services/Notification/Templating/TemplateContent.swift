/// The texts of a template version, ready to be filled.
struct TemplateContent: Sendable {
    private let subject: TemplateText
    private let body: TemplateText
    private let html: TemplateText?

    init(subject: String, body: String, html: String?) throws(TemplateError) {
        self.subject = try TemplateText(subject)
        self.body = try TemplateText(body)
        if let html { self.html = try TemplateText(html) } else { self.html = nil }
    }

    /// Every placeholder that is used.
    var names: Set<String> { subject.names.union(body.names).union(html?.names ?? []) }

    /// The first placeholder, by name, that has no value and needs one; nil when all is there.
    func missing(_ values: TemplateValues, required: [String]) -> String? {
        let declared = required.filter { values[$0] == nil }
        let used = subject.missing(values).union(body.missing(values)).union(html?.missing(values) ?? [])
        return declared.min() ?? used.min()
    }

    /// The texts with the values in place. A subject is one line whatever a value holds; HTML is escaped.
    func render(_ values: TemplateValues) -> RenderedText {
        RenderedText(
            subject: subject.render(values) { Self.oneLine($0) },
            body: body.render(values),
            html: html?.render(values) { Self.escapeHTML($0) })
    }

    // MARK: - Private

    private static func oneLine(_ text: String) -> String {
        text.split { $0.isWhitespace || $0.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control } }
            .joined(separator: " ")
    }

    private static func escapeHTML(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
            .replacing("\r\n", with: "<br>").replacing("\n", with: "<br>")
    }
}

/// A notice's texts as the recipient reads them.
struct RenderedText: Sendable {
    let subject: String
    let body: String
    let html: String?
}
