import Foundation
import Models

/// A draft whose every field was found right.
struct CheckedDraft: Sendable {
    let item: ServiceItem?
    let kind: CaseKind
    let helpSkill: HelpSkill?
    let region: Region
    let summary: String
    let content: String
    let name: String
    let phone: PhoneNumber?
    let email: EmailAddress?
    let idNumber: ResidentID?
    let language: Language

    /// Checks a draft against the reference data. Throws all refused fields at once, named as the caller knows them.
    init(_ draft: CaseDraft, at kiosk: Kiosk, reference: Reference, today: LocalDate) throws(RefusedFields) {
        var check = FieldCheck()
        let item = check.item(draft.itemCode, reference)
        let kind = check.kind(draft)
        let region = check.region(draft.regionCode ?? kiosk.regionCode, reference)
        let summary = check.summary(draft, item)
        let content = check.take { () throws(FieldError) in
            try CaseText.optional("content", draft.content, lengthMax: 4000)
        }
        let name = check.take { () throws(FieldError) in
            let name = try CaseText.required("applicant.name", draft.applicant.name, lengthMax: 50)
            guard !name.contains(where: \.isNewline) else {
                throw FieldError(field: "applicant.name", reason: "contains a line break", expected: "one line")
            }
            return name
        }
        let phone = check.take("applicant.phone", draft.applicant.phone) { text throws(FieldError) in
            try PhoneNumber(text)
        }
        let email = check.take("applicant.email", draft.applicant.email) { text throws(FieldError) in
            try EmailAddress(text)
        }
        let idNumber = check.take("applicant.id_number", draft.applicant.idNumber) { text throws(FieldError) in
            try ResidentID(text, today: today)
        }
        guard check.errors.isEmpty, let region, let name, let summary else {
            throw RefusedFields(errors: check.errors)
        }
        self.item = item
        self.kind = kind
        self.helpSkill = item?.helpSkill ?? draft.helpSkill
        self.region = region
        self.summary = summary
        self.content = content.flatMap(\.self) ?? ""
        self.name = name
        self.phone = phone
        self.email = email
        self.idNumber = idNumber
        self.language = draft.applicant.language ?? .chinese
    }
}

/// Every field of a request that was refused.
struct RefusedFields: Error, Hashable {
    var errors: [FieldError]
}
