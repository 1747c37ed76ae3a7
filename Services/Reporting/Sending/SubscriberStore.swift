import Foundation
import Models
import Postgres

/// Who gets the summary every Monday.
struct Subscriber: Codable, Sendable {
    let subscriberID: Identifier<Subscriber>
    /// Masked.
    let email: String
    /// Masked.
    let name: String
    let language: Language
    let createdAt: Date
}

/// Keeps `reporting.subscriber`.
enum SubscriberStore {
    /// Adds somebody, or changes the language and name of one who is there; whether they are new.
    static func put(
        _ recipient: Recipient, maskedEmail: String, _ database: some PostgresExecutor
    ) async throws -> (subscriber: Subscriber, isNew: Bool) {
        let row = try await database.query(
            """
            INSERT INTO reporting.subscriber AS known (
                subscriber_id, email_hash, email_sealed, masked_email, name_sealed, masked_name, language)
            VALUES (
                \(Identifier<Subscriber>.next().rawValue), \(recipient.hash), \(recipient.contact.email?.rawValue),
                \(maskedEmail), \(recipient.contact.name?.rawValue), \(recipient.contact.maskedName),
                \(recipient.contact.language.rawValue))
            ON CONFLICT (email_hash) DO UPDATE SET
                language = EXCLUDED.language, name_sealed = COALESCE(EXCLUDED.name_sealed, known.name_sealed),
                masked_name = CASE WHEN EXCLUDED.name_sealed IS NULL THEN known.masked_name
                    ELSE EXCLUDED.masked_name END
            RETURNING subscriber_id, masked_email, masked_name, language, created_at, xmax = 0
            """)[0]
        let (id, email, name, language, created, isNew) = try row.decode(
            UUID.self, String.self, String.self, String.self, Date.self, Bool.self)
        let subscriber = Subscriber(
            subscriberID: Identifier(rawValue: id), email: email, name: name,
            language: Language(rawValue: language) ?? .chinese, createdAt: created)
        return (subscriber, isNew)
    }

    /// Everybody, the oldest subscription first; at most a thousand.
    static func all(_ database: some PostgresExecutor) async throws -> [Subscriber] {
        try await database.query(
            """
            SELECT subscriber_id, masked_email, masked_name, language, created_at FROM reporting.subscriber
            ORDER BY created_at, subscriber_id LIMIT 1000
            """
        ).map { row in
            let (id, email, name, language, created) = try row.decode(
                UUID.self, String.self, String.self, String.self, Date.self)
            return Subscriber(
                subscriberID: Identifier(rawValue: id), email: email, name: name,
                language: Language(rawValue: language) ?? .chinese, createdAt: created)
        }
    }

    /// The same, as recipients.
    static func recipients(_ database: some PostgresExecutor) async throws -> [Recipient] {
        try await database.query(
            """
            SELECT email_hash, email_sealed, name_sealed, masked_name, language FROM reporting.subscriber
            ORDER BY created_at, subscriber_id
            """
        ).map { row in
            let (hash, email, name, maskedName, language) = try row.decode(
                [UInt8].self, String.self, String?.self, String.self, String.self)
            return Recipient(
                hash: hash,
                contact: SealedContact(
                    maskedName: maskedName, name: name.map { SealedText(rawValue: $0) },
                    email: SealedText(rawValue: email), language: Language(rawValue: language) ?? .chinese))
        }
    }

    /// Takes somebody off; false when there is no such subscriber.
    static func remove(_ id: Identifier<Subscriber>, _ database: some PostgresExecutor) async throws -> Bool {
        try await database.execute(
            "DELETE FROM reporting.subscriber WHERE subscriber_id = \(id.rawValue)") == 1
    }

    /// Takes somebody off by the keyed hash of the address; false when nobody has it.
    static func remove(hash: [UInt8], _ database: some PostgresExecutor) async throws -> Bool {
        try await database.execute("DELETE FROM reporting.subscriber WHERE email_hash = \(hash)") == 1
    }
}
