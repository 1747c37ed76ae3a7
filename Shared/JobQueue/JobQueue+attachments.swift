import Foundation
public import Models
public import Postgres

extension JobQueue {
    /// Stores a large content that a message of the same transaction refers to (the *claim check* pattern).
    /// It is kept for 30 days.
    ///
    /// - Throws: `PostgresError`, with which the transaction has failed; of a media type that has not 3 to 255 characters, too.
    public func attach(
        _ bytes: [UInt8], mediaType: String, in transaction: Transaction
    ) async throws -> AttachmentID {
        let id = AttachmentID.next()
        try await transaction.execute(
            "INSERT INTO queue.attachment (id, media_type, bytes) VALUES (\(id.rawValue), \(mediaType), \(bytes))")
        return id
    }

    /// A stored content; nil when it was never there, or is past its retention.
    ///
    /// - Throws: `PostgresError`.
    public func attachment(_ id: AttachmentID) async throws -> Attachment? {
        let rows = try await client.query("SELECT media_type, bytes FROM queue.attachment WHERE id = \(id.rawValue)")
        guard let row = rows.first else { return nil }
        let (mediaType, bytes) = try row.decode(String.self, [UInt8].self)
        return Attachment(id: id, mediaType: mediaType, bytes: bytes)
    }
}
