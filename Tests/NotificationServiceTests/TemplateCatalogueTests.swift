import Models
import Testing

@testable import NotificationService

@Suite("Template catalogue")
struct TemplateCatalogueTests {
    @Test("each template exists in each language for mail and text message, and declares what it uses")
    func complete() throws {
        let drafts = try TemplateCatalogue.drafts()
        for name in [
            "case-receipt", "case-accepted", "deadline-changed", "case-replied", "helper-assigned-requester",
            "helper-assigned-helper",
        ] {
            for language in Language.allCases {
                let found = drafts.filter { $0.template == name && $0.language == language }.map(\.channel.rawValue)
                #expect(found == ["email", "sms"], "\(name) in \(language)")
            }
        }
        #expect(drafts.count == 24)
    }

    @Test("filled with every value, none has a placeholder left; without the optional ones none shows a gap")
    func filled() throws {
        for draft in try TemplateCatalogue.drafts() {
            let required = Dictionary(uniqueKeysWithValues: draft.required.map { ($0, "[\($0)]") })
            let all = required.merging(draft.optional.map { ($0, "[\($0)]") }) { left, _ in left }
                .merging(["recipient_name": "张三"]) { left, _ in left }
            let content = try TemplateContent(subject: draft.subject, body: draft.body, html: draft.html)
            #expect(content.missing(TemplateValues(all), required: draft.required) == nil)
            let text = content.render(TemplateValues(all))
            for part in [text.subject, text.body, text.html ?? ""] {
                #expect(!part.contains("((") && !part.contains("))") && !part.contains("??"), "\(draft.template)")
            }
            for name in draft.required where draft.channel == .email && name != "received_at" {
                #expect(
                    text.body.contains("[\(name)]") && text.html?.contains("[\(name)]") == true,
                    "\(draft.template) \(name)")
            }
            let bare = content.render(TemplateValues(required))
            #expect(!bare.body.contains("承办单位") && !bare.body.contains("Department"))
            #expect(!bare.body.contains("法定期限") && !bare.body.contains("Statutory limit"))
        }
    }

    @Test("a subject never carries what somebody wrote")
    func subjects() throws {
        for draft in try TemplateCatalogue.drafts() where draft.channel == .email {
            #expect(try TemplateText(draft.subject).names == ["casenumber"])
        }
    }

    @Test("a Chinese text message fits into two")
    func short() throws {
        let values = [
            "case_number": "NM-20260921-000123", "tracking_code": "AB3CD4EF5", "promised_due": "2026-11-30 17:30",
            "outcome": "已解决", "helper_name": "张*生", "requester_name": "李*", "skill": "帮办代办",
        ]
        for draft in try TemplateCatalogue.drafts() where draft.channel == .sms && draft.language == .chinese {
            let text = try TemplateText(draft.body).render(TemplateValues(values))
            #expect(SMSText(text, signature: "帮办").length.segments <= 2, "\(draft.template): \(text)")
        }
    }

    @Test("a draft that uses what it does not declare is refused")
    func undeclared() {
        #expect(throws: TemplateError("uses ((b)), which is not declared")) {
            try TemplateDraft(
                template: "x", channel: .email, language: .chinese, subject: "((a))", body: "((b))", html: nil,
                required: ["a"], optional: [])
        }
    }

    @Test(
        "a file that lacks a part is refused",
        arguments: [
            "", "subject: a\n--- text\nb", "--- text\na\n--- html\nb", "subject: a\n--- words\nb",
            "nonsense\n--- text\na",
        ])
    func files(file: String) {
        #expect(throws: TemplateError.self) { try TemplateSource(file) }
    }
}
