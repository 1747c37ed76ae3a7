import Foundation
import TestTools

/// The storm's own PostgreSQL cluster, with fsync on, made afresh, which it stops and kills.
struct Cluster: Sendable {
    let port: Int
    /// Of the superuser, and of the roles that the storm gives it to.
    let password: String
    private let superuser: String
    private let script: Script
    private let data: URL

    /// What `scripts/db` does with the directory.
    private struct Script {
        let repository: URL
        let directory: URL

        @discardableResult
        func run(_ command: String) async throws -> String {
            try await Subprocess.run(
                [repository.appending(path: "scripts/db").path, command],
                environment: ["BANGBAN_DB_DIR": directory.path, "BANGBAN_DB_DURABLE": "1"])
        }
    }

    /// Replaces whatever cluster is in the directory.
    init(repository: URL, directory: URL) async throws {
        script = Script(repository: repository, directory: directory)
        data = URL(filePath: try await script.run("directory")).appending(path: "data")
        if FileManager.default.fileExists(atPath: data.path) {
            try await script.run("stop")
            try FileManager.default.removeItem(at: data)
        }
        superuser = try await script.run("start")
        let parts = URLComponents(string: superuser)
        guard let port = parts?.port, let password = parts?.password else {
            throw Subprocess.Failure("scripts/db printed no URL with a port and a password")
        }
        (self.port, self.password) = (port, password)
        let settings = data.appending(path: "postgresql.conf")
        let handle = try FileHandle(forWritingTo: settings)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("max_prepared_transactions = 200\n".utf8))
        try handle.close()
        try await script.run("restart")
    }

    /// How a role reaches a database, directly or through another port.
    func url(role: String = "postgres", database: String, port: Int? = nil) -> String {
        "postgresql://\(role):\(password)@127.0.0.1:\(port ?? self.port)/\(database)"
    }

    /// Ends the server without a checkpoint, and starts it again on what it left. SIGQUIT stops it as `pg_ctl stop -m
    /// immediate` does; SIGKILL ends all its processes as they stand.
    func crash(_ signal: Int32) async throws {
        let lock = data.appending(path: "postmaster.pid")
        // Its number, the directory, when it was started, the port, the socket's directory.
        let lines = try String(contentsOf: lock, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 4, let postmaster = Int32(lines[0]) else {
            throw Subprocess.Failure("\(lock.path) is not that of a server")
        }
        let children = ServerProcess.children(of: postmaster)
        kill(postmaster, signal)
        if signal == SIGKILL { for child in children { kill(child, SIGKILL) } }
        let limit = ContinuousClock.now + .seconds(30)
        while !([postmaster] + children).allSatisfy(ServerProcess.isGone) {
            guard ContinuousClock.now < limit else {
                throw Subprocess.Failure("the server did not end within 30 s of signal \(signal)")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        if signal == SIGKILL {
            // Where nobody waits for orphans, the number of one that has ended still seems to be in use.
            for file in [lock.path, "\(lines[4])/.s.PGSQL.\(lines[3]).lock"] {
                try FileManager.default.removeItem(atPath: file)
            }
        }
        let url = try await script.run("start")
        guard url == superuser else {
            throw Subprocess.Failure("the server came back at another address")
        }
    }

    /// Ends it, and keeps its files only if they are of use.
    func stop(keepingFiles: Bool) async throws {
        try await script.run("stop")
        if !keepingFiles { try FileManager.default.removeItem(at: data) }
    }

    /// Where its files are.
    var files: String { data.path }
}

/// What `/proc` knows of the server's processes.
enum ServerProcess {
    static func children(of parent: Int32) -> [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap(Int32.init).filter { fields(of: $0).dropFirst().first == String(parent) }
    }

    /// Whether it has ended; one that nobody waits for stays in the list for ever.
    static func isGone(_ process: Int32) -> Bool {
        guard let state = fields(of: process).first else { return true }
        return state == "Z" || state == "X"
    }

    /// State, parent and what follows the name, which may contain anything: see proc(5).
    private static func fields(of process: Int32) -> [String] {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return [] }
        return text[text.index(after: end)...].split(separator: " ").map(String.init)
    }
}
