import Foundation
import TestTools

/// One PostgreSQL server in a directory of its own, which is stopped, killed, and made a standby of another.
struct Server: Sendable {
    let port: Int
    /// Of the superuser, and of the roles that the storm gives it to.
    let password: String
    private let directory: URL
    private let script: Script
    private let data: URL

    /// What `scripts/db` does with the directory.
    private struct Script {
        let repository: URL
        let directory: URL
        let clock: [String: String]

        @discardableResult
        func run(_ words: String...) async throws -> String {
            try await Subprocess.run(
                [repository.appending(path: "scripts/db").path] + words,
                environment: clock.merging(["BANGBAN_DB_DIR": directory.path, "BANGBAN_DB_DURABLE": "1"]) { $1 })
        }
    }

    /// Replaces whatever is in the directory by an empty cluster with these settings, or by a standby of another server. The
    /// clock's settings are its processes' environment.
    init(
        repository: URL, directory: URL, settings: String, clock: [String: String], following primary: Server? = nil
    ) async throws {
        self.directory = directory
        script = Script(repository: repository, directory: directory, clock: clock)
        data = URL(filePath: try await script.run("directory")).appending(path: "data")
        if FileManager.default.fileExists(atPath: data.path) {
            try await script.run("stop")
            try FileManager.default.removeItem(at: data)
        }
        let url =
            if let primary { try await script.run("follow", primary.directory.path) } else {
                try await script.run("start")
            }
        let parts = URLComponents(string: url)
        guard let port = parts?.port, let password = parts?.password else {
            throw Subprocess.Failure("scripts/db printed no URL with a port and a password")
        }
        (self.port, self.password) = (port, password)
        guard primary == nil else { return }
        let handle = try FileHandle(forWritingTo: data.appending(path: "postgresql.conf"))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(settings.utf8))
        try handle.close()
        try await script.run("restart")
    }

    /// Ends the server without a checkpoint. SIGQUIT stops it as `pg_ctl stop -m immediate` does; SIGKILL ends all its
    /// processes as they stand.
    func crash(_ signal: Int32) async throws {
        let lock = data.appending(path: "postmaster.pid")
        // Its number, the directory, when it was started, the port, the socket's directory.
        let lines = try String(contentsOf: lock, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 4, let postmaster = Int32(lines[0]) else {
            throw Subprocess.Failure("\(lock.path) is not that of a server")
        }
        // Nobody may be born between being counted and being killed: one that waits for its client would go on for a minute.
        if signal == SIGKILL { try await ServerProcess.suspend(postmaster) }
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
    }

    /// Starts it on what it left.
    func start() async throws { try check(url: try await script.run("start")) }

    /// Lets a standby take commits of its own.
    func promote() async throws { try check(url: try await script.run("promote")) }

    /// Makes it anew as a standby.
    func follow(_ primary: Server) async throws {
        try check(url: try await script.run("follow", primary.directory.path))
    }

    /// Ends it, and keeps its files only if they are of use.
    func stop(keepingFiles: Bool) async throws {
        try await script.run("stop")
        if !keepingFiles { try FileManager.default.removeItem(at: data) }
    }

    /// Where its files are.
    var files: String { data.path }

    private func check(url: String) throws {
        guard URLComponents(string: url)?.port == port else {
            throw Subprocess.Failure("the server came back at another address")
        }
    }
}
