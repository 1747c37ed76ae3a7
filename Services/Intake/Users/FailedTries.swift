import Postgres
import ServiceKit

/// Counts wrong codes and passwords per subject, for all processes together: five within a quarter of an hour.
struct FailedTries: Sendable {
    let client: PostgresClient

    static let triesMax = 5
    /// Also what is told to wait.
    static let windowSeconds = 900

    /// Throws a 429 problem while the subject has used up its tries.
    func require(_ subject: String) async throws {
        let tries = try await client.query(
            """
            SELECT tries FROM intake.failed_try
            WHERE subject = \(subject) AND since > now() - make_interval(secs => \(Double(Self.windowSeconds)))
            """
        ).first?.decode(Int32.self)
        guard let tries, tries >= Self.triesMax else { return }
        var problem = Problem.rateLimited(retryAfter: .seconds(Self.windowSeconds))
        problem.type = "too-many-tries"
        problem.title = "Too many wrong tries"
        problem.detail = "Try again in \(Self.windowSeconds / 60) minutes."
        throw problem
    }

    /// Counts a wrong try; the window begins with the first.
    func note(_ subject: String) async throws {
        try await client.execute(
            """
            INSERT INTO intake.failed_try AS f (subject, tries, since) VALUES (\(subject), 1, now())
            ON CONFLICT (subject) DO UPDATE SET
                tries = CASE WHEN f.since > now() - make_interval(secs => \(Double(Self.windowSeconds)))
                    THEN f.tries + 1 ELSE 1 END,
                since = CASE WHEN f.since > now() - make_interval(secs => \(Double(Self.windowSeconds)))
                    THEN f.since ELSE now() END
            """)
    }

    /// Forgets the wrong tries after a right one.
    func forget(_ subject: String) async throws {
        try await client.execute("DELETE FROM intake.failed_try WHERE subject = \(subject)")
    }
}
