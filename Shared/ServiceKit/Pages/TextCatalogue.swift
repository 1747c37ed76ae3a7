internal import Foundation
public import Models
internal import Mustache

/// The texts of pages in every language, from JSON catalogues with one flat object each: `{"kiosk.title": "…"}`.
///
/// A text may hold `{{name}}`: it is then a template itself and takes its values where it is shown.
public struct TextCatalogue: Sendable {
    private let texts: [Language: [String: String]]
    private let trees: [Language: TextTree]

    /// Parses catalogues; refuses one that is no flat JSON object, lacks a key that another has, or has a text that is no
    /// template.
    public init(_ catalogues: [Language: [UInt8]]) throws {
        var texts: [Language: [String: String]] = [:]
        for (language, bytes) in catalogues {
            guard let parsed = try? JSONDecoder().decode([String: String].self, from: Data(bytes)) else {
                throw PageError("the \(language.rawValue) catalogue is not a flat JSON object of texts")
            }
            texts[language] = parsed
        }
        let keys = Set(texts.values.flatMap(\.keys))
        for (language, known) in texts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let missing = keys.subtracting(known.keys).sorted()
            guard missing.isEmpty else {
                throw PageError("the \(language.rawValue) catalogue lacks \(missing.joined(separator: ", "))")
            }
        }
        self.texts = texts
        self.trees = try texts.mapValues { try TextTree($0) }
    }

    /// The keys, sorted.
    public var keys: [String] { texts.values.first.map { $0.keys.sorted() } ?? [] }

    /// A text with its values put in, without HTML escaping; `[key]` when there is no such text.
    public func text(_ key: String, _ language: Language, _ values: [String: any Sendable] = [:]) -> String {
        guard let text = texts[language]?[key] else { return "[\(key)]" }
        guard text.contains("{{"), let template = try? MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + text) else {
            return text
        }
        return template.render(values)
    }

    func tree(_ language: Language) -> TextTree { trees[language] ?? TextTree.empty }
}
