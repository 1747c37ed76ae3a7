import Logging
import Postgres
import ServiceKit
import ServiceLifecycle

/// Sweeps out what has run its time: kept responses and counted tries. Once an hour is often enough; every process may.
struct Housekeeping: Service, CustomStringConvertible {
    let client: PostgresClient
    let logger: Logger

    var description: String { "Housekeeping" }

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    await sweep()
                    try await Task.sleep(for: .seconds(3600))
                }
            }
        } catch is CancellationError {
            return
        }
    }

    // MARK: - Private

    private func sweep() async {
        do {
            let store = IdempotencyStore(schema: "intake")
            while try await store.purge(client) == 1000 {}
            try await client.execute("DELETE FROM intake.failed_try WHERE since < now() - interval '1 day'")
        } catch {
            logger.warning("sweeping failed; it is tried again in an hour", metadata: ["error": "\(error)"])
        }
    }
}
