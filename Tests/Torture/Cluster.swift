import Foundation
import Synchronization
import TestTools

/// The storm's own PostgreSQL, with fsync on, made afresh: one server, or a primary whose commits wait for its standby.
final class Cluster: Sendable {
    let servers: [Server]
    /// Which they all go by.
    let clock: WallClock
    private let primary = Mutex(0)

    /// Replaces whatever is in the directory and, for the standby, in the one beside it.
    init(repository: URL, directory: URL, hasStandby: Bool) async throws {
        var settings = "max_prepared_transactions = 200\n"
        if hasStandby {
            // A standby goes by its cluster's name. What it has not got yet is not thrown away, and it comes back at once.
            settings += """
                synchronous_standby_names = 'standby'
                cluster_name = 'standby'
                wal_keep_size = '1GB'
                wal_retrieve_retry_interval = '100ms'

                """
        }
        clock = try WallClock(products: Station.program.deletingLastPathComponent())
        let first = try await Server(
            repository: repository, directory: directory, settings: settings, clock: clock.settings)
        guard hasStandby else {
            servers = [first]
            return
        }
        let beside = directory.deletingLastPathComponent().appending(path: directory.lastPathComponent + "-standby")
        let second = try await Server(
            repository: repository, directory: beside, settings: settings, clock: clock.settings, following: first)
        servers = [first, second]
    }

    var ports: [Int] { servers.map(\.port) }

    /// Of the superuser, and of the roles that the storm gives it to.
    var password: String { servers[0].password }

    /// How a role reaches a database, directly or through other ports: whichever server takes commits.
    func url(role: String = "postgres", database: String, ports: [Int]? = nil) -> String {
        let hosts = (ports ?? self.ports).map { "127.0.0.1:\($0)" }.joined(separator: ",")
        return "postgresql://\(role):\(password)@\(hosts)/\(database)?target_session_attrs=read-write"
    }

    /// Ends the primary without a checkpoint, and starts it again on what it left.
    func crash(_ signal: Int32) async throws {
        let server = servers[primary.withLock { $0 }]
        try await server.crash(signal)
        try await server.start()
    }

    /// Kills the primary with all its processes, promotes the standby, and lets what was the primary follow it.
    func failOver() async throws {
        let old = primary.withLock { $0 }
        let new = (old + 1) % servers.count
        try await servers[old].crash(SIGKILL)
        try await servers[new].promote()
        primary.withLock { $0 = new }
        try await servers[old].follow(servers[new])
    }

    /// Ends it, and keeps its files only if they are of use.
    func stop(keepingFiles: Bool) async throws {
        for server in servers.reversed() { try await server.stop(keepingFiles: keepingFiles) }
    }

    /// Where its files are.
    var files: String { servers.map(\.files).joined(separator: " and ") }
}
