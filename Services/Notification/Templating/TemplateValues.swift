/// What fills a template's placeholders. Names compare without regard to case, blanks, hyphens and underscores.
struct TemplateValues: Sendable {
    private let values: [String: String]

    init(_ values: [String: String]) {
        self.values = Dictionary(
            values.map { (Self.normalize($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(name: String) -> String? { values[Self.normalize(name)] }

    /// Whether a condition holds: there is a value, and it is neither empty nor "no" or "false".
    func isSet(_ name: String) -> Bool {
        guard let value = self[name] else { return false }
        return !["", "no", "false"].contains(value.lowercased())
    }

    static func normalize(_ name: some StringProtocol) -> String {
        String(name.lowercased().filter { !" -_".contains($0) })
    }
}
