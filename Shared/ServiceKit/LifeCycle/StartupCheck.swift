internal import Logging
internal import Postgres
internal import ServiceLifecycle

/// Looks at the database before work begins: waits for one that is down, with backoff and a bound, and refuses at once
/// a wrong role or schema, which waiting would not mend.
struct StartupCheck: Service, CustomStringConvertible {
    let client: PostgresClient
    let migrator: Migrator
    let gate: StartGate
    let limit: Duration
    let logger: Logger

    var description: String { "StartupCheck" }

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await waitForDatabase() }
        } catch is CancellationError {
            return
        }
        gate.open()
        logger.info("ready")
        try? await gracefulShutdown()
    }

    // MARK: - Private

    private func waitForDatabase() async throws {
        let end = ContinuousClock.now + limit
        var attempt = 0
        while true {
            do {
                return try await look()
            } catch let error as PostgresError where !DatabaseRefusal.isFinal(error) && ContinuousClock.now < end {
                attempt += 1
                gate.explain("waiting for the database: \(error.message)")
                let pause = Self.pause(attempt)
                logger.warning(
                    "the database does not answer yet",
                    metadata: ["attempt": "\(attempt)", "retry_in": "\(pause.settingText)", "error": "\(error)"])
                try await Task.sleep(for: pause)
            }
        }
    }

    private func look() async throws {
        try await migrator.check(client)
        try await QueueSchema.check(client)
    }

    /// 200 ms, doubled up to 5 s, with a quarter of jitter so that services do not come back in step.
    private static func pause(_ attempt: Int) -> Duration {
        let base = min(5000, 200 << min(attempt - 1, 6))
        return .milliseconds(base * Int.random(in: 75...125) / 100)
    }
}
