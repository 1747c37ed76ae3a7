import Foundation
import TestKit
import TestTools

/// PgBouncer in transaction mode in front of the tests' cluster, as a process of its own.
final class PgBouncer: Sendable {
    let port: Int
    private let folder: URL
    private let processID: Int32

    /// Starts a pooler for `database`, whose server the URL names, and waits until it accepts connections.
    init(for database: TestDatabase) async throws {
        port = try ServiceProcess.freePort()
        folder = FileManager.default.temporaryDirectory.appending(path: "pgbouncer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o777])
        guard let server = URLComponents(string: database.url()), let serverPort = server.port else {
            throw HouseError("the cluster's URL has no port: \(database.url())")
        }
        try Self.write(
            to: folder.appending(path: "settings"),
            """
            [databases]
            \(database.name) = host=127.0.0.1 port=\(serverPort) dbname=\(database.name)
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = \(port)
            unix_socket_dir =
            auth_type = trust
            auth_file = \(folder.path)/users
            pool_mode = transaction
            default_pool_size = 12
            max_client_conn = 200
            logfile = \(folder.path)/log
            """)
        let roles = ["postgres", "owner", "operator", "intake", "notification", "talent_pool", "reporting"]
        try Self.write(
            to: folder.appending(path: "users"),
            roles.map { "\"\($0 == "postgres" ? $0 : "bangban_\($0)")\" \"\"" }.joined(separator: "\n"))
        processID = try Self.run(folder.appending(path: "settings"))
        try await waitUntilListening()
    }

    deinit {
        // It inherits the signals that Swift's threads block; this one nobody can.
        Foundation.kill(processID, SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    /// How a role reaches the database through the pooler.
    func url(role: String, database: TestDatabase) -> String {
        "postgresql://\(role)@127.0.0.1:\(port)/\(database.name)"
    }

    // MARK: - Private

    private static func write(to file: URL, _ text: String) throws {
        try Data((text + "\n").utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
    }

    /// PgBouncer refuses to run as root; `-u` makes it another user.
    private static func run(_ settings: URL) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/sbin/pgbouncer")
        process.arguments = ["-q"] + (getuid() == 0 ? ["-u", "postgres"] : []) + [settings.path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process.processIdentifier
    }

    private func waitUntilListening() async throws {
        let end = ContinuousClock.now + .seconds(10)
        while true {
            if let socket = try? LoopbackSocket.connected(to: port) { return socket.close() }
            guard ContinuousClock.now < end else { throw HouseError("pgbouncer does not listen: \(log)") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private var log: String { (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? "" }
}
