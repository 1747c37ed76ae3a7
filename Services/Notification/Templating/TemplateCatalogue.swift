import Models

/// The templates that come with the service, from the files in `Templates`.
enum TemplateCatalogue {
    /// What the service itself adds to the values of every notice.
    static let builtIn = ["recipient_name"]

    /// Every template in every language, as drafts of versions; throws when a file is wrong, which a test would have seen.
    static func drafts() throws(TemplateError) -> [TemplateDraft] {
        var drafts: [TemplateDraft] = []
        for (name, language, bytes) in files {
            do {
                let source = try TemplateSource(text(bytes))
                drafts += try self.drafts(name, language, source)
            } catch {
                throw TemplateError("\(name).\(language.rawValue): \(error)")
            }
        }
        return drafts
    }

    // MARK: - Private

    private static let files: [(String, Language, [UInt8])] = [
        ("case-receipt", .chinese, PackageResources.case_receipt_zh_template),
        ("case-receipt", .english, PackageResources.case_receipt_en_template),
        ("case-accepted", .chinese, PackageResources.case_accepted_zh_template),
        ("case-accepted", .english, PackageResources.case_accepted_en_template),
        ("deadline-changed", .chinese, PackageResources.deadline_changed_zh_template),
        ("deadline-changed", .english, PackageResources.deadline_changed_en_template),
        ("case-replied", .chinese, PackageResources.case_replied_zh_template),
        ("case-replied", .english, PackageResources.case_replied_en_template),
        ("helper-assigned-requester", .chinese, PackageResources.helper_assigned_requester_zh_template),
        ("helper-assigned-requester", .english, PackageResources.helper_assigned_requester_en_template),
        ("helper-assigned-helper", .chinese, PackageResources.helper_assigned_helper_zh_template),
        ("helper-assigned-helper", .english, PackageResources.helper_assigned_helper_en_template),
    ]

    private static func drafts(
        _ name: String, _ language: Language, _ source: TemplateSource
    ) throws(TemplateError) -> [TemplateDraft] {
        let layout = text(PackageResources.layout_html)
            .replacing("LANGUAGE", with: language.rawValue)
            .replacing("BODY", with: source.html)
        var drafts = [
            try TemplateDraft(
                template: name, channel: .email, language: language, subject: source.subject, body: source.text,
                html: layout, required: source.required, optional: source.optional)
        ]
        if let sms = source.sms {
            drafts.append(
                try TemplateDraft(
                    template: name, channel: .sms, language: language, subject: "", body: sms, html: nil,
                    required: source.required, optional: source.optional))
        }
        return drafts
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
