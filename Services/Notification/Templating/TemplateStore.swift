import Foundation
import Models
import Postgres

/// The versions of templates.
struct TemplateStore: Sendable {
    private static let columns: SQL =
        "id, template, channel, language, version, subject, body, html, required, optional, created_at"

    let client: PostgresClient

    /// Adds a version for every draft whose content is not there yet, and returns how many were added. Any number of
    /// processes may do this at once; a process with older files adds nothing back.
    func seed(_ drafts: [TemplateDraft]) async throws -> Int {
        try await client.withTransaction { transaction in
            try await transaction.execute("SELECT pg_advisory_xact_lock(hashtextextended('notification templates', 0))")
            var added = 0
            for draft in drafts { added += try await insert(draft, in: transaction) }
            return added
        }
    }

    /// The newest version for a channel in the language, or in Chinese where there is none; nil where there is none either.
    func newest(
        _ template: String, _ channel: NotificationChannel, _ language: Language
    ) async throws -> TemplateVersion? {
        try await client.query(
            """
            SELECT \(Self.columns) FROM notification.template_version
            WHERE template = \(template) AND channel = \(channel) AND language IN (\(language), 'zh')
            ORDER BY (language = \(language)) DESC, version DESC LIMIT 1
            """
        ).first.map { try Self.version($0) }
    }

    func find(_ id: Identifier<TemplateVersion>) async throws -> TemplateVersion? {
        try await client.query("SELECT \(Self.columns) FROM notification.template_version WHERE id = \(id)").first
            .map { try Self.version($0) }
    }

    /// Every version, newest first within its template, channel and language.
    func all() async throws -> [TemplateVersion] {
        try await client.query(
            """
            SELECT \(Self.columns) FROM notification.template_version
            ORDER BY template, channel, language DESC, version DESC
            """
        ).map { try Self.version($0) }
    }

    // MARK: - Private

    private func insert(_ draft: TemplateDraft, in transaction: Transaction) async throws -> Int {
        try await transaction.execute(
            """
            INSERT INTO notification.template_version
                (id, template, channel, language, version, subject, body, html, required, optional, content_hash)
            SELECT \(Identifier<TemplateVersion>.next()), \(draft.template), \(draft.channel), \(draft.language),
                1 + coalesce((SELECT max(version) FROM notification.template_version WHERE template = \(draft.template)
                    AND channel = \(draft.channel) AND language = \(draft.language)), 0),
                \(draft.subject), \(draft.body), \(draft.html), \(draft.required), \(draft.optional),
                \(draft.contentHash)
            ON CONFLICT DO NOTHING
            """)
    }

    private static func version(_ row: Row) throws -> TemplateVersion {
        let (id, template, channel, language, version, subject, body, html, required, optional, createdAt) =
            try row.decode(
                Identifier<TemplateVersion>.self, String.self, NotificationChannel.self, Language.self, Int.self,
                String.self, String.self, String?.self, [String].self, [String].self, Date.self)
        return TemplateVersion(
            id: id, template: template, channel: channel, language: language, version: version, subject: subject,
            body: body, html: html, required: required, optional: optional, createdAt: createdAt)
    }
}
