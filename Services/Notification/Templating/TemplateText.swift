/// Text with placeholders: `((name))` is replaced by a value, `((flag??text))` shows the text when the flag is set.
/// The text of a condition may hold placeholders itself.
struct TemplateText: Sendable {
    private indirect enum Piece: Sendable {
        case text(String)
        case value(String)
        case condition(String, [Piece])
    }

    private let pieces: [Piece]

    /// Reads a text; throws when a `((` is never closed or names nothing.
    init(_ source: String) throws(TemplateError) {
        var parser = Parser(source)
        pieces = try parser.pieces(nested: false)
    }

    /// Every name that is used, whether in a condition or as one.
    var names: Set<String> { Self.names(pieces) }

    /// The names that need a value with these values: those of conditions that do not hold need none.
    func missing(_ values: TemplateValues) -> Set<String> { Self.missing(pieces, values) }

    /// The text with the values in place, each passed through `escape`; a value that is missing leaves nothing.
    func render(_ values: TemplateValues, escape: (String) -> String = { $0 }) -> String {
        Self.render(pieces, values, escape)
    }

    // MARK: - Private

    private static func names(_ pieces: [Piece]) -> Set<String> {
        pieces.reduce(into: []) { names, piece in
            switch piece {
            case .text: break
            case .value(let name): names.insert(name)
            case .condition(let flag, let inner): names.formUnion(Self.names(inner).union([flag]))
            }
        }
    }

    private static func missing(_ pieces: [Piece], _ values: TemplateValues) -> Set<String> {
        pieces.reduce(into: []) { names, piece in
            switch piece {
            case .text: break
            case .value(let name): if values[name] == nil { names.insert(name) }
            case .condition(let flag, let inner):
                if values.isSet(flag) { names.formUnion(missing(inner, values)) }
            }
        }
    }

    private static func render(_ pieces: [Piece], _ values: TemplateValues, _ escape: (String) -> String) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .value(let name): escape(values[name] ?? "")
            case .condition(let flag, let inner): values.isSet(flag) ? render(inner, values, escape) : ""
            }
        }.joined()
    }

    private struct Parser {
        private var rest: Substring

        init(_ source: String) { rest = source[...] }

        mutating func pieces(nested: Bool) throws(TemplateError) -> [Piece] {
            var pieces: [Piece] = []
            while true {
                let open = rest.firstRange(of: "((")
                let close = nested ? rest.firstRange(of: "))") : nil
                if let close, close.lowerBound < (open?.lowerBound ?? rest.endIndex) {
                    pieces.append(.text(String(rest[..<close.lowerBound])))
                    rest = rest[close.upperBound...]
                    return pieces
                }
                guard let open else { break }
                pieces.append(.text(String(rest[..<open.lowerBound])))
                rest = rest[open.upperBound...]
                pieces.append(try placeholder())
            }
            if nested { throw TemplateError("a (( is not closed") }
            return pieces + [.text(String(rest))]
        }

        private mutating func placeholder() throws(TemplateError) -> Piece {
            guard let close = rest.firstRange(of: "))") else { throw TemplateError("a (( is not closed") }
            if let condition = rest[..<close.lowerBound].firstRange(of: "??") {
                let flag = try name(rest[..<condition.lowerBound])
                rest = rest[condition.upperBound...]
                return .condition(flag, try pieces(nested: true))
            }
            let name = try name(rest[..<close.lowerBound])
            rest = rest[close.upperBound...]
            return .value(name)
        }

        private func name(_ text: Substring) throws(TemplateError) -> String {
            let name = TemplateValues.normalize(text)
            guard !name.isEmpty, !name.contains(where: { "()?\n".contains($0) }) else {
                throw TemplateError("'((\(text)' names no placeholder")
            }
            return name
        }
    }
}

/// A template that cannot be used as it is written.
struct TemplateError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
