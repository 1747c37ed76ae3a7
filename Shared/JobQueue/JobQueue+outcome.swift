import Models
import Postgres

extension JobQueue {
    /// What became of a message of a queue of jobs; nil while it is not over, and for an id that
    /// nothing is known of (any more).
    ///
    /// - Throws: `PostgresError`.
    public func outcome(of id: MessageID) async throws -> MessageOutcome? {
        let (outcome, value, reason) = try await client.query(
            "SELECT outcome, value, reason FROM queue.outcome(\(id.rawValue))")[0]
            .decode(String?.self, JSONText?.self, String?.self)
        switch outcome {
        case "finished": return .finished(value)
        case "cancelled": return .cancelled
        case "expired": return .expired
        case "dead": return .dead(reason ?? "")
        default: return nil
        }
    }

    /// Waits for the result that a message's handler keeps (``MessageContext/keep(result:in:)``), as ``outcome(of:within:)``
    /// does; nil when the time is up.
    ///
    /// - Throws: ``NoResult`` when the message is over and has none; `DecodingError` when it is not of the type;
    ///   `PostgresError`; `CancellationError`.
    public func result<Value: Decodable>(
        of id: MessageID, as type: Value.Type = Value.self, within limit: Duration
    ) async throws -> Value? {
        guard let outcome = try await outcome(of: id, within: limit) else { return nil }
        guard case .finished(let value?) = outcome else { throw NoResult(outcome: outcome) }
        return try value.decode()
    }

    /// Waits until a message is over, looking from a hundred times a second to once; nil when the time is up.
    ///
    /// - Throws: `PostgresError`; `CancellationError`.
    public func outcome(of id: MessageID, within limit: Duration) async throws -> MessageOutcome? {
        let deadline = ContinuousClock.now + limit
        var pause = Duration.milliseconds(10)
        while true {
            if let outcome = try await outcome(of: id) { return outcome }
            let left = deadline - .now
            guard left > .zero else { return nil }
            try await Task.sleep(for: min(pause, left))
            pause = min(pause * 1.3, .seconds(1))
        }
    }
}
