import Models
import ServiceKit

/// The sentences of the summary in one language.
struct WeeklyTexts: Sendable {
    let language: Language
    private let catalogue: TextCatalogue
    private let keys: Set<String>

    /// Takes one language of a catalogue.
    init(_ catalogue: TextCatalogue, _ language: Language) {
        self.catalogue = catalogue
        self.language = language
        keys = Set(catalogue.keys)
    }

    /// A text with its placeholders filled.
    func callAsFunction(_ key: String, _ values: [String: any Sendable] = [:]) -> String {
        catalogue.text(key, language, values)
    }

    /// The name of a code of the figures, such as `kind_help`; the code itself where there is no name.
    func name(_ group: String, _ code: String) -> String {
        keys.contains("\(group)_\(code)") ? self("\(group)_\(code)") : code
    }
}
