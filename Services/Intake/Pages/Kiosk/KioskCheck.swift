import Foundation
import Models

/// Checks what was typed in a step. The answer names the text of the catalogue that explains each wrong field.
struct KioskCheck: Sendable {
    let catalogue: Catalogue
    let timeZone: TimeZone

    /// What people may call their request at a kiosk; applications come from the catalogue of items.
    static let kinds: [CaseKind] = [.consultation, .help, .suggestion, .complaint, .unresolved, .thanks, .other]

    static let summaryMax = 60
    static let contentMax = 2000
    static let nameMax = 50

    /// The wrong fields of a step, with the keys of their texts.
    func wrongs(in draft: KioskDraft, at step: KioskStep) async throws -> [KioskDraft.Field: String] {
        switch step {
        case .request: request(draft)
        case .region: try await region(draft)
        case .contact: try await item(draft).merging(try await contact(draft)) { first, _ in first }
        case .check: [:]
        }
    }

    // MARK: - Private

    private func request(_ draft: KioskDraft) -> [KioskDraft.Field: String] {
        var wrongs: [KioskDraft.Field: String] = [:]
        if !(draft.kind.map(Self.kinds.contains) ?? false) { wrongs[.kind] = "wrong.kind" }
        if let skill = draft[.helpSkill], HelpSkill(rawValue: skill) == nil { wrongs[.helpSkill] = "wrong.skill" }
        wrongs[.summary] = text(draft[.summary], "wrong.summary", lengthMax: Self.summaryMax)
        if let summary = draft[.summary], summary.contains(where: \.isNewline) { wrongs[.summary] = "wrong.summary" }
        if draft[.content] != nil {
            wrongs[.content] = text(draft[.content], "wrong.content", lengthMax: Self.contentMax)
        }
        return wrongs
    }

    private func region(_ draft: KioskDraft) async throws -> [KioskDraft.Field: String] {
        guard let code = draft[.regionCode], let region = try await catalogue.region(code), region.level != .region
        else { return [.regionCode: "wrong.region"] }
        return [:]
    }

    private func item(_ draft: KioskDraft) async throws -> [KioskDraft.Field: String] {
        guard let code = draft[.itemCode] else { return [:] }
        let isOffered = try await catalogue.item(code)?.kiosk ?? false
        return isOffered ? [:] : [.itemCode: "wrong.item"]
    }

    private func contact(_ draft: KioskDraft) async throws -> [KioskDraft.Field: String] {
        var wrongs: [KioskDraft.Field: String] = [:]
        wrongs[.name] = text(draft[.name], "wrong.name", lengthMax: Self.nameMax)
        if let name = draft[.name], name.contains(where: \.isNewline) { wrongs[.name] = "wrong.name" }
        if let phone = draft[.phone] {
            if (try? PhoneNumber(phone)) == nil { wrongs[.phone] = "wrong.phone" }
        } else {
            wrongs[.phone] = "wrong.phone_missing"
        }
        if let email = draft[.email], (try? EmailAddress(email)) == nil { wrongs[.email] = "wrong.email" }
        if let number = draft[.idNumber] {
            let today = try await catalogue.today(in: timeZone)
            if (try? ResidentID(number, today: today)) == nil { wrongs[.idNumber] = "wrong.id" }
        }
        return wrongs
    }

    /// The text that says what is wrong with a text: `KEY_missing` or `KEY`.
    private func text(_ text: String?, _ key: String, lengthMax: Int) -> String? {
        guard let text else { return "\(key)_missing" }
        return (try? CaseText.check("text", text, lengthMax: lengthMax)) == nil ? key : nil
    }
}
