import Foundation
import Postgres
import TestTools

/// What befalls the server.
extension Faults {
    func terminate(_ detail: UInt64) async throws {
        try await storm.patiently { client in
            try await client.execute(
                "SELECT pg_terminate_backend(pid) FROM (\(Self.backends(detail)) LIMIT \(Int(detail >> 40 % 8) + 1)) b")
        }
    }

    /// The server ends all connections and recovers by itself.
    func killBackend(_ detail: UInt64) async throws {
        let process = try await storm.patiently { client in
            try await client.query("\(Self.backends(detail)) LIMIT 1").first?.decode(column: 0, as: Int32.self)
        }
        if let process { kill(process, SIGKILL) }
        try await storm.patiently { _ = try await $0.query("SELECT 1") }
    }

    func restart(_ signal: Int32) async throws {
        try await storm.cluster.crash(signal)
        try await storm.patiently { _ = try await $0.query("SELECT 1") }
    }

    /// Over when commits are safe again.
    func failOver() async throws {
        try await storm.cluster.failOver()
        let limit = ContinuousClock.now + .seconds(60)
        while try await storm.patiently({
            try await $0.query("SELECT FROM pg_stat_replication WHERE sync_state = 'sync'").isEmpty
        }) {
            guard ContinuousClock.now < limit else {
                throw Subprocess.Failure("what was the primary did not follow within a minute")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Lets the server have the wrong time for a while, by 5 to 15 seconds: what is put off meanwhile may come as much later.
    func stepServerClock(_ detail: UInt64, for time: Duration) async throws {
        let offset = Duration.seconds(Int(5 + (detail >> 40) % 11))
        try storm.cluster.clock.jump(to: detail >> 39 & 1 == 0 ? offset : .zero - offset)
        try await Task.sleep(for: time)
        try storm.cluster.clock.jump(to: .zero)
    }

    /// Other connections to the database, in an order that the number decides.
    private static func backends(_ detail: UInt64) -> SQL {
        """
        SELECT pid FROM pg_stat_activity
         WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
         ORDER BY md5(pid::text || \(String(detail)))
        """
    }
}
