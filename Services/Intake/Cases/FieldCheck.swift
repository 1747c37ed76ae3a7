import Models

/// Collects what is wrong with a request, field by field, instead of stopping at the first.
struct FieldCheck {
    private(set) var errors: [FieldError] = []

    /// The value, or nil and one more error.
    mutating func take<Value>(_ read: () throws(FieldError) -> Value) -> Value? {
        do {
            return try read()
        } catch {
            errors.append(error)
            return nil
        }
    }

    /// An optional field: absent or blank is nil, otherwise it must be right.
    mutating func take<Value>(
        _ field: String, _ text: String?, _ read: (String) throws(FieldError) -> Value
    ) -> Value? {
        guard let text, !text.allSatisfy({ $0 == " " || $0 == "\t" }) else { return nil }
        do {
            return try read(text)
        } catch {
            errors.append(error.named(field))
            return nil
        }
    }

    mutating func item(_ code: String?, _ reference: Reference) -> ServiceItem? {
        guard let code, !code.isEmpty else { return nil }
        if let item = reference.items[code], item.kiosk { return item }
        errors.append(
            FieldError(field: "item_code", reason: "names no item offered here", expected: "a code of GET /v1/items"))
        return nil
    }

    mutating func kind(_ draft: CaseDraft) -> CaseKind {
        if draft.itemCode?.isEmpty == false { return .application }
        if let kind = draft.kind {
            if kind == .application {
                errors.append(
                    FieldError(
                        field: "kind", reason: "is an application without an item",
                        expected: "item_code, or another kind"))
            }
            return kind
        }
        return draft.helpSkill == nil ? .other : .help
    }

    mutating func region(_ code: String, _ reference: Reference) -> Region? {
        if let region = reference.regions[code] { return region }
        errors.append(
            FieldError(field: "region_code", reason: "names no known division", expected: "a code of GET /v1/regions"))
        return nil
    }

    /// The summary of an application is the item's name; a request in own words brings its own.
    mutating func summary(_ draft: CaseDraft, _ item: ServiceItem?) -> String? {
        let summary = take { () throws(FieldError) -> String? in
            guard draft.itemCode?.isEmpty == false else {
                return try CaseText.required("summary", draft.summary, lengthMax: 200)
            }
            return try CaseText.optional("summary", draft.summary, lengthMax: 200) ?? item?.nameZh
        }
        return summary.flatMap(\.self)
    }
}
