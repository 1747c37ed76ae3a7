import Foundation
import Models
import Postgres

/// A claimed message as it came from the log, payload still as bytes.
struct Delivery: Sendable {
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

    /// The payload as its type.
    ///
    /// - Throws: ``PermanentFailure`` that says where the JSON differs from the type, without a value; what keeps a sealed
    ///   payload from being opened, for somebody may yet give the key.
    func decode<M: Message>(as: M.Type = M.self) throws -> M {
        do {
            return try claim.form.read(M.self, payload, version: version)
        } catch let error as DecodingError {
            throw PermanentFailure("the payload is not a \(M.kind) of version \(version): \(error.brief)")
        }
    }

    func delivered<M: Message>() throws -> Delivered<M> {
        Delivered(id: id, payload: try decode(), attempt: attempt, enqueuedAt: enqueuedAt, headers: headers)
    }
}
