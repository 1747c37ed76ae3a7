import JobQueue
public import Postgres

/// A claim of pings that a test made by SQL, under the token 1.
public struct TestClaim: Sendable {
    /// Whose messages they are.
    public let subscription: Int32
    /// Where they lie.
    public let lane: Int32
    /// The claim's number.
    public let id: Int64
    /// The numbers of the pings, in order.
    public let numbers: [Int]
}

extension TestQueue {
    /// Claims up to so many pings; their numbers.
    public func claim(_ subscription: Int32, _ worker: Int32, atMost limit: Int32 = 10) async throws -> [Int] {
        try await lease(subscription, worker, limit)?.numbers ?? []
    }

    /// The same for a test that goes on with the claim; at least one ping must be there.
    public func take(_ subscription: Int32, _ worker: Int32, atMost limit: Int32 = 100) async throws -> TestClaim {
        guard let claim = try await lease(subscription, worker, limit) else { throw NothingToTake() }
        return claim
    }

    /// Finishes messages of a claim, all by default.
    public func finish(_ claim: TestClaim, _ ordinals: String? = nil) async throws {
        _ = try await client.query(Self.finish(claim, ordinals))
    }

    /// The statement that does so.
    public static func finish(_ claim: TestClaim, _ ordinals: String? = nil) -> SQL {
        """
        SELECT queue.finish(
            \(claim.subscription), \(claim.lane), \(claim.id), 1, \(ordinals ?? "{[1,\(claim.numbers.count)]}"), false)
        """
    }

    /// Ends messages of a claim otherwise: ordinals such as `{[1,2]}`, the outcome by its name, to be delivered again after the
    /// delay.
    public func end(
        _ ordinals: String, of claim: TestClaim, _ outcome: String, after delay: String = "0"
    ) async throws {
        _ = try await client.query(
            """
            SELECT queue.end_messages(
                \(claim.subscription), \(claim.lane), \(claim.id), 1, \(ordinals), \(outcome), \(delay))
            """)
    }

    // MARK: - Private

    private func lease(_ subscription: Int32, _ worker: Int32, _ limit: Int32) async throws -> TestClaim? {
        let rows = try await client.query(
            """
            SELECT lane, claim, (payload->>'number')::integer
            FROM queue.claim_next(\(subscription), \(worker), 1, \(limit))
            """)
        guard let first = rows.first else { return nil }
        return TestClaim(
            subscription: subscription, lane: try first.decode(column: 0), id: try first.decode(column: 1),
            numbers: try rows.map { try $0.decode(column: 2) })
    }
}

/// Nothing could be claimed where a test expected something.
private struct NothingToTake: Error {}
