import JobQueue
import Models
import Postgres
import TestKit
import Testing

@testable import NotificationService

@Suite("Template versions", .database(.notification), .timeLimit(.minutes(5)))
struct TemplateStoreTests {
    @Test("templates are seeded once, by any number of processes at once")
    func seeding() async throws {
        let store = TemplateStore(client: try TestDatabase.current.client(role: "bangban_notification"))
        let drafts = try TemplateCatalogue.drafts()
        async let first = store.seed(drafts)
        async let second = store.seed(drafts)
        #expect(try await first + second == drafts.count)
        #expect(try await store.seed(drafts) == 0)
        #expect(try await store.all().allSatisfy { $0.version == 1 })
    }

    @Test("a changed text becomes a new version, and an older process does not bring the old one back")
    func versions() async throws {
        let store = TemplateStore(client: try TestDatabase.current.client(role: "bangban_notification"))
        #expect(try await store.seed([try draft("old")]) == 1)
        #expect(try await store.seed([try draft("new")]) == 1)
        #expect(try await store.seed([try draft("old")]) == 0)
        let newest = try #require(try await store.newest("x", .email, .chinese))
        #expect(newest.version == 2)
        #expect(newest.body == "new")
    }

    @Test("a language without the template falls back to Chinese; another channel does not")
    func fallback() async throws {
        let store = TemplateStore(client: try TestDatabase.current.client(role: "bangban_notification"))
        _ = try await store.seed([try draft("text")])
        #expect(try await store.newest("x", .email, .english)?.language == .chinese)
        #expect(try await store.newest("x", .sms, .chinese) == nil)
        #expect(try await store.newest("y", .email, .chinese) == nil)
    }

    @Test("a version cannot be changed")
    func immutable() async throws {
        let client = try TestDatabase.current.client(role: "bangban_notification")
        _ = try await TemplateStore(client: client).seed([try draft("text")])
        let error = await #expect(throws: PostgresError.self) {
            try await client.execute("UPDATE notification.template_version SET body = 'other'")
        }
        #expect(error?.sqlState?.rawValue == "23001")
    }

    @Test("the states that the schema allows are the states that the code knows")
    func states() async throws {
        let client = try TestDatabase.current.client()
        let rows = try await client.query(
            """
            SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE conname IN ('notification_status_check', 'delivery_attempt_outcome_check') ORDER BY 1
            """)
        let allowed = try rows.map { row in
            let text = try row.decode(String.self, String.self).1
            return Set(text.split(separator: "'").enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) })
        }
        #expect(
            allowed == [Set(AttemptOutcome.allCases.map(\.rawValue)), Set(NotificationStatus.allCases.map(\.rawValue))])
    }

    private func draft(_ body: String) throws -> TemplateDraft {
        try TemplateDraft(
            template: "x", channel: .email, language: .chinese, subject: "s", body: body, html: nil, required: [],
            optional: [])
    }
}
