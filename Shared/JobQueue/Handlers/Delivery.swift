import Foundation
import Logging
import Models
import Postgres

/// A claimed message as it came from the log, payload still as bytes. A class, because it passes through many hands: each
/// takes one reference and not one for every property.
final class Delivery: Sendable {
    let claim: Claim
    /// Its place in the claim, from 1.
    let ordinal: Int32
    let id: MessageID
    let kind: String
    let version: Int
    let attempt: Int
    /// How many deliveries the enqueuer allowed; nil: as many as the handler's policy.
    let maxAttempts: Int?
    let enqueuedAt: Date
    let hasUniqueKey: Bool
    /// Messages of a claim with the same one follow each other.
    let orderingKey: String?
    let headers: MessageHeaders
    let payload: JSONText

    init(
        claim: Claim, ordinal: Int32, id: MessageID, kind: String, version: Int, attempt: Int, maxAttempts: Int?,
        enqueuedAt: Date, hasUniqueKey: Bool, orderingKey: String?, headers: MessageHeaders, payload: JSONText
    ) {
        self.claim = claim
        self.ordinal = ordinal
        self.id = id
        self.kind = kind
        self.version = version
        self.attempt = attempt
        self.maxAttempts = maxAttempts
        self.enqueuedAt = enqueuedAt
        self.hasUniqueKey = hasUniqueKey
        self.orderingKey = orderingKey
        self.headers = headers
        self.payload = payload
    }

    /// The payload as its type.
    ///
    /// - Throws: ``PermanentFailure`` that says where the JSON differs from the type, without a value; ``PayloadKeyMissing``,
    ///   for somebody may yet give the key; what the seal throws for a payload that was changed.
    func decode<M: Message>(as: M.Type = M.self) throws -> M {
        do {
            return try claim.form.read(M.self, payload, version: version)
        } catch let error as DecodingError {
            throw PermanentFailure("the payload is not a \(M.kind) of version \(version): \(error.brief)")
        }
    }

    /// A logger that names the message, and the request and the trace it belongs to: its own, or the one that its span began.
    func logger(_ logger: Logger) -> Logger {
        var logger = logger
        logger[metadataKey: "message.id"] = "\(id)"
        logger[metadataKey: "message.kind"] = "\(kind)"
        logger[metadataKey: "message.attempt"] = "\(attempt)"
        let metadata = headers.metadata.merging(MessageHeaders.current.metadata) { _, current in current }
        for (key, value) in metadata { logger[metadataKey: key] = value }
        return logger
    }

    func delivered<M: Message>() throws -> Delivered<M> {
        Delivered(id: id, payload: try decode(), attempt: attempt, enqueuedAt: enqueuedAt, headers: headers)
    }
}
