internal import Crypto
internal import HTTPTypes
public import Postgres

/// Remembers, in a service's own schema, which attempt had which response, in the same transaction as its effect.
///
/// The service's migrations hold the table: `Migration(2, "idempotency_key", IdempotencyStore.migration(schema: "intake"))`.
public struct IdempotencyStore: Sendable {
    /// The service's schema.
    public let schema: String
    /// How long a response is kept.
    public let retention: Duration

    /// A store in a service's schema.
    public init(schema: String, retention: Duration = .seconds(7 * 86_400)) {
        self.schema = schema
        self.retention = retention
    }

    /// Does something once for each key and scope.
    ///
    /// The first request runs the effect and keeps its response. Another with the same body gets that response; one with
    /// another body gets the 422 problem `idempotency-key-reused`, and one that comes while the first is still running
    /// the 409 problem `request-in-progress`. An effect that throws leaves nothing behind and may be tried again.
    /// - Parameters:
    ///   - key: the caller's name for the attempt.
    ///   - scope: who asks for what, so that keys of others do not matter: `kiosk:0193… POST /v1/cases`.
    ///   - body: the request's body; only its SHA-256 is kept.
    ///   - transaction: the transaction of the effect.
    public func once(
        _ key: IdempotencyKey, scope: String, body: [UInt8], in transaction: Transaction,
        _ effect: () async throws -> StoredResponse
    ) async throws -> StoredResponse {
        try await once(
            key, scope: scope, bodyHash: Array(SHA256.hash(data: body)), in: transaction, effect)
    }

    /// The same with a SHA-256 that the caller computed, such as over the parts of a request that matter.
    public func once(
        _ key: IdempotencyKey, scope: String, bodyHash: [UInt8], in transaction: Transaction,
        _ effect: () async throws -> StoredResponse
    ) async throws -> StoredResponse {
        if let (hash, stored) = try await lock(key, scope, transaction) {
            guard hash == bodyHash else { throw Self.reused }
            return stored
        }
        let response = try await effect()
        try await keep(response, key, scope, bodyHash, transaction)
        return response
    }

    /// Forgets responses that have expired, at most `limit` at a time; returns how many went.
    @discardableResult
    public func purge(_ executor: some PostgresExecutor, limit: Int = 1000) async throws -> Int {
        try await executor.execute(
            """
            DELETE FROM \(identifier: schema).idempotency_key WHERE (scope, key) IN (
                SELECT scope, key FROM \(identifier: schema).idempotency_key
                WHERE expires_at < now() ORDER BY expires_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            """)
    }

    // MARK: - Private

    private static let reused = Problem(
        .unprocessableContent, "idempotency-key-reused", title: "The Idempotency-Key was used for another request",
        detail: "Send a fresh key with a new request, and the same body with an old key.")

    /// Only one request of a key at a time, without waiting: the lock ends with the transaction. What was stored before, seen
    /// under the lock.
    private func lock(
        _ key: IdempotencyKey, _ scope: String, _ transaction: Transaction
    ) async throws -> (hash: [UInt8], response: StoredResponse)? {
        let name = "idempotency \(schema) \(scope) \(key.text)"
        let results = try await transaction.pipeline {
            $0.append("SELECT pg_try_advisory_xact_lock(hashtextextended(\(name), 0))")
            $0.append(
                """
                SELECT body_hash, status, media_type, location, etag, body FROM \(identifier: schema).idempotency_key
                WHERE scope = \(scope) AND key = \(key.text) AND expires_at > now()
                """)
        }
        guard try results[0][0].decode(Bool.self) else {
            throw Problem(
                .conflict, "request-in-progress", title: "The same request is still being worked on",
                detail: "Send it again in a moment; the answer will be the same.", headers: [.retryAfter: "1"])
        }
        guard let row = results[1].first else { return nil }
        let (hash, status, mediaType, location, eTag, body) = try row.decode(
            [UInt8].self, Int.self, String.self, String?.self, String?.self, [UInt8].self)
        var response = StoredResponse(
            status: .init(code: status), mediaType: mediaType, location: location, eTag: eTag, body: body)
        response.isReplay = true
        return (hash, response)
    }

    private func keep(
        _ response: StoredResponse, _ key: IdempotencyKey, _ scope: String, _ hash: [UInt8], _ transaction: Transaction
    ) async throws {
        let seconds = Int(retention.components.seconds)
        try await transaction.executeLater(
            """
            INSERT INTO \(identifier: schema).idempotency_key
                (scope, key, body_hash, status, media_type, location, etag, body, expires_at)
            VALUES (\(scope), \(key.text), \(hash), \(response.status), \(response.mediaType), \(response.location),
                \(response.eTag), \(response.body), now() + make_interval(secs => \(Double(seconds))))
            ON CONFLICT (scope, key) DO UPDATE SET
                body_hash = excluded.body_hash, status = excluded.status, media_type = excluded.media_type,
                location = excluded.location, etag = excluded.etag, body = excluded.body,
                created_at = now(), expires_at = excluded.expires_at
            """)
    }
}
