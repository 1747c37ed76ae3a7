import Models
import ServiceKit

extension KioskPages {
    /// Everything that was typed, with a way back to each; and a fresh key, so that sending this page again, even twice,
    /// makes one case.
    func answers(_ sheet: KioskSheet, _ visit: KioskVisit) async throws -> [String: Any] {
        let draft = sheet.draft
        let words = visit.words
        let matter =
            if let code = draft[.itemCode], let item = try await intake.catalogue.item(code) {
                application(ItemView(item, words), words)
            } else {
                try await ownWords(draft, words)
            }
        let contact: [AnswerView] = KioskStep.contact.fields.map { field in
            AnswerView(
                name: words(Self.labels[field] ?? field.rawValue), value: draft[field] ?? words("kiosk.check.none"),
                change: KioskStep.contact.path)
        }
        return ["answers": matter + contact, "idempotencyKey": SecretToken.random().text]
    }

    // MARK: - Private

    private static let labels: [KioskDraft.Field: String] = [
        .name: "kiosk.contact.name", .phone: "kiosk.contact.phone", .email: "kiosk.contact.email",
        .idNumber: "kiosk.contact.id",
    ]

    private func application(_ item: ItemView, _ words: PageWords) -> [AnswerView] {
        let limits = words("kiosk.check.limits_value", ["promised": item.promised, "statutory": item.statutory])
        return [
            AnswerView(name: words("kiosk.check.item"), value: item.name),
            AnswerView(name: words("kiosk.check.department"), value: item.department),
            AnswerView(name: words("kiosk.check.limits"), value: limits),
        ]
    }

    private func ownWords(_ draft: KioskDraft, _ words: PageWords) async throws -> [AnswerView] {
        let change = KioskStep.request.path
        var answers = [
            AnswerView(name: words("kiosk.check.kind"), value: words.kind(draft.kind ?? .other), change: change)
        ]
        if let skill = draft[.helpSkill].flatMap(HelpSkill.init(rawValue:)) {
            answers.append(AnswerView(name: words("kiosk.check.skill"), value: words.skill(skill), change: change))
        }
        answers.append(
            AnswerView(name: words("kiosk.request.summary"), value: draft[.summary] ?? "", change: change))
        answers.append(
            AnswerView(
                name: words("kiosk.request.content"), value: draft[.content] ?? words("kiosk.check.none"),
                change: change))
        answers.append(
            AnswerView(
                name: words("kiosk.check.region"), value: try await place(draft[.regionCode] ?? ""),
                change: KioskStep.region.path))
        return answers
    }
}

private struct AnswerView {
    let name: String
    let value: String
    var change: String?
}
