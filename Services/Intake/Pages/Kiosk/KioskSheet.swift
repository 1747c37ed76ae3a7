import Models
import ServiceKit

/// The parts of a step's page that need nothing but what was typed.
struct KioskSheet {
    let step: KioskStep
    let draft: KioskDraft
    let wrongs: [KioskDraft.Field: String]
    let words: PageWords

    /// What every step's page has.
    var common: [String: Any] {
        let steps = draft.steps
        let now = steps.firstIndex(of: step) ?? 0
        return [
            "steps": steps.enumerated().map { index, step in
                StageView(name: words("kiosk.steps.\(step.rawValue)"), index: index, now: now)
            },
            "kept": draft.kept(without: step),
            "anyWrong": !wrongs.isEmpty,
            "wrongs": KioskDraft.Field.allCases.compactMap { field in
                wrong(field).map { WrongView(id: field.rawValue, text: $0) }
            },
        ]
    }

    func request() -> [String: Any] {
        var view: [String: Any] = [
            "kinds": KioskCheck.kinds.map { KindView($0, words, chosen: $0 == draft.kind) },
            "skills": HelpSkill.allCases.map { skill in
                ChoiceView(
                    value: skill.rawValue, name: words.skill(skill), chosen: draft[.helpSkill] == skill.rawValue)
            },
            "summary": box(.summary, "kiosk.request.summary", limit: KioskCheck.summaryMax),
            "content": box(.content, "kiosk.request.content", limit: KioskCheck.contentMax) {
                $0.multiline = true
                $0.optional = true
            },
        ]
        view["kindError"] = wrong(.kind)
        return view
    }

    func contact(subject: String) -> [String: Any] {
        var view: [String: Any] = [
            "subject": subject,
            "name": box(.name, "kiosk.contact.name", limit: KioskCheck.nameMax),
            "phone": box(.phone, "kiosk.contact.phone", limit: 20) {
                $0.type = "tel"
                $0.inputMode = "tel"
            },
            "email": box(.email, "kiosk.contact.email", limit: 254) {
                $0.inputMode = "email"
                $0.optional = true
            },
            "idNumber": box(.idNumber, "kiosk.contact.id", limit: 18) { $0.optional = true },
        ]
        view["itemError"] = wrong(.itemCode)
        view["backHref"] = draft[.itemCode].map { "/kiosk/items/\(PageQuery.encoded($0))" }
        return view
    }

    func wrong(_ field: KioskDraft.Field) -> String? {
        wrongs[field].map { words($0, ["limit": field == .summary ? KioskCheck.summaryMax : KioskCheck.contentMax]) }
    }

    private func box(
        _ field: KioskDraft.Field, _ key: String, limit: Int, _ adjust: (inout FieldBox) -> Void = { _ in }
    ) -> FieldBox {
        var box = FieldBox(field.rawValue, label: words(key), limit: limit)
        box.hint = words("\(key)_hint")
        box.value = draft[field] ?? ""
        box.error = wrong(field)
        adjust(&box)
        return box
    }
}
