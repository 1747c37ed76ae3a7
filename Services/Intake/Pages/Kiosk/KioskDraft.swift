import Models
import ServiceKit

/// What a person has typed so far. It travels from page to page in the form itself and is kept nowhere else.
struct KioskDraft: Hashable, Sendable {
    /// The names of the form's fields.
    enum Field: String, CaseIterable, Sendable {
        case itemCode = "item_code"
        case kind
        case helpSkill = "help_skill"
        case summary
        case content
        case regionCode = "region_code"
        case name
        case phone
        case email
        case idNumber = "id_number"
    }

    /// A field that a page carries on without showing it.
    struct Kept {
        let key: String
        let value: String
    }

    private var values: [Field: String] = [:]

    init() {}

    init(_ form: FormBody) {
        for field in Field.allCases { values[field] = form.text(field.rawValue) }
        if kind != .help { values[.helpSkill] = nil }
    }

    /// What was typed; nil when that was nothing.
    subscript(_ field: Field) -> String? {
        get { values[field] }
        set { values[field] = newValue }
    }

    var kind: CaseKind? { values[.kind].flatMap(CaseKind.init(rawValue:)) }

    /// An application for a service item takes the kiosk's own place; other requests say theirs.
    var steps: [KioskStep] { values[.itemCode] == nil ? KioskStep.allCases : [.contact, .check] }

    /// What the page of a step carries on for the other steps.
    func kept(without step: KioskStep) -> [Kept] {
        Field.allCases.filter { !step.fields.contains($0) }.compactMap { field in
            values[field].map { Kept(key: field.rawValue, value: $0) }
        }
    }

    /// The request as Intake takes it.
    func caseDraft(in language: Language) -> CaseDraft {
        CaseDraft(
            itemCode: values[.itemCode], kind: kind, helpSkill: values[.helpSkill].flatMap(HelpSkill.init(rawValue:)),
            regionCode: values[.regionCode], summary: values[.summary], content: values[.content],
            applicant: Applicant(
                name: values[.name] ?? "", phone: values[.phone], email: values[.email], idNumber: values[.idNumber],
                language: language))
    }
}
