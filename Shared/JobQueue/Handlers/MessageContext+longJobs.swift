import Models
public import Postgres

extension MessageContext {
    /// Runs a step of a long job, once: when the message is delivered again, after a crash or a failure further on, what the
    /// step came to is given back and the step is not run. A step that was cut off itself is run again.
    ///
    /// Names tell the steps of a message apart; give a step that is repeated a number.
    ///
    /// - Throws: what the body throws; ``LeaseLost`` when another worker has the message; `PostgresError`; `EncodingError` for
    ///   a value with numbers that are not finite, and `DecodingError` when what was kept is not of the type.
    public func step<Value: Codable & Sendable>(
        _ name: String, _ body: () async throws -> Value
    ) async throws -> Value {
        if let known = try await known(name, as: Value.self) { return known }
        let value = try await body()
        try await LeaseLost.translating {
            try await client.withTransaction { try await keep(value, of: name, in: $0) }
        }
        return value
    }

    /// The same for a step whose effects are in the database: they and the note that it is done are ONE transaction, so that
    /// its effect happens exactly once.
    ///
    /// - Throws: what the body throws; ``LeaseLost`` when another worker has the message; `PostgresError`; `EncodingError` and
    ///   `DecodingError` as above. Then nothing was kept, unless the connection was lost during the commit.
    public func step<Value: Codable & Sendable>(
        _ name: String, in body: (Transaction) async throws -> Value
    ) async throws -> Value {
        if let known = try await known(name, as: Value.self) { return known }
        return try await LeaseLost.translating {
            try await client.withTransaction { transaction in
                let value = try await body(transaction)
                try await keep(value, of: name, in: transaction)
                return value
            }
        }
    }

    /// Says how far the job is, for those who look at it (``JobQueue/progress(of:)``): a part of the whole from 0 to 1, a note
    /// of up to 1,000 characters, or both. What is beyond these is cut off.
    ///
    /// - Throws: `PostgresError`.
    public func report(progress fraction: Double? = nil, _ note: String? = nil) async throws {
        let part = fraction.map { Float(min(1, max(0, $0))) }
        _ = try await client.query(
            "SELECT queue.report_progress(\(delivery.claim.subscription), \(id.rawValue), \(part), \(note))")
    }

    /// Keeps what the message came to, for whoever awaits it (``JobQueue/result(of:as:within:)``). In the transaction of
    /// ``commit(_:)``, so that there is a result exactly when the message is finished.
    ///
    /// - Throws: `PostgresError`, with which the transaction has failed; where another worker has the message, ``commit(_:)``
    ///   throws ``LeaseLost`` for it. `EncodingError` for numbers that are not finite.
    public func keep(result: some Encodable & Sendable, in transaction: Transaction) async throws {
        let claim = delivery.claim
        _ = try await transaction.query(
            """
            SELECT queue.keep_result(
                \(claim.subscription), \(claim.lane), \(claim.id), \(claim.token), \(id.rawValue),
                \(try JSONText(encoding: result)))
            """)
    }

    // MARK: - Private

    private func known<Value: Decodable>(_ name: String, as type: Value.Type) async throws -> Value? {
        let rows = try await client.query(
            """
            SELECT value FROM queue.step
            WHERE message = \(id.rawValue) AND subscription = \(delivery.claim.subscription) AND name = \(name)
            """)
        return try rows.first?.decode(JSONText.self).decode(as: Value.self)
    }

    private func keep(_ value: some Encodable, of name: String, in transaction: Transaction) async throws {
        let claim = delivery.claim
        _ = try await transaction.query(
            """
            SELECT queue.keep_step(
                \(claim.subscription), \(claim.lane), \(claim.id), \(claim.token), \(id.rawValue), \(name),
                \(try JSONText(encoding: value)))
            """)
    }
}
