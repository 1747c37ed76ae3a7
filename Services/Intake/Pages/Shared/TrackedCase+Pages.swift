import Models

extension TrackedCase {
    /// What the case is about: the item's name, or the party's own line.
    func subject(in language: Language) -> String {
        (language == .english ? itemEn : item) ?? item ?? summary
    }
}

extension CaseRow {
    /// What the case is about: the item's name, or the party's own line.
    func subject(in language: Language) -> String {
        guard itemCode != nil else { return summary }
        return (language == .english ? itemNameEn : itemNameZh) ?? summary
    }
}

extension Catalogue {
    /// A department in a language; the ledger keeps its Chinese name, which stays where the catalogue knows no other.
    func departmentName(_ name: String?, in language: Language) async throws -> String? {
        guard let name, language == .english else { return name }
        return try await items().first { $0.departmentZh == name }?.departmentEn ?? name
    }
}
