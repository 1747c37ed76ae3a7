import Foundation
import Outbound
import Synchronization

/// One of our executables as a real process: started, asked whether it is ready, stopped, killed, started again.
///
/// It gets exactly the given environment (and a PATH). What it writes is kept in files, so that no pipe can fill up.
public final class ServiceProcess: Sendable {
    /// The executable's name, such as `intake`.
    public let name: String
    /// Where it serves HTTP; `HTTP_PORT` in its environment.
    public let port: Int
    /// Its environment.
    public let environment: [String: String]

    private let arguments: [String]
    private let folder: URL
    private let state = Mutex<Child?>(nil)

    /// Describes a process; nothing is started yet. It serves HTTP on a free port unless the environment has `HTTP_PORT`.
    public init(_ name: String, arguments: [String] = [], environment: [String: String]) throws {
        self.name = name
        self.arguments = arguments
        port = try environment["HTTP_PORT"].flatMap(Int.init) ?? ServiceProcess.freePort()
        self.environment = environment.merging(
            [
                "HTTP_PORT": String(port), "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            ]) { given, _ in given }
        folder = FileManager.default.temporaryDirectory.appending(path: "service-\(name)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        state.withLock { $0?.signal(SIGKILL) }
        try? FileManager.default.removeItem(at: folder)
    }

    /// The URL of a path of the service.
    public func url(_ path: String = "") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// What it wrote on standard error so far, over all its lives.
    public var logs: String { text("stderr") }

    /// What it wrote on standard output so far, over all its lives.
    public var output: String { text("stdout") }

    /// Its process id while it runs.
    public var processID: Int32? { state.withLock { $0?.processID } }

    /// Starts it; it must not be running.
    public func start() throws {
        let child = try Child(
            ServiceProcess.productsFolder.appending(path: name), arguments, environment,
            output: try handle("stdout"), errors: try handle("stderr"))
        state.withLock { $0 = child }
    }

    /// Starts it and waits until it is ready.
    public func startReady(within limit: Duration = .seconds(60)) async throws {
        try start()
        try await waitUntilReady(within: limit)
    }

    /// Waits until `/readyz` answers 200; fails early when the process ends, and tells what it logged.
    public func waitUntilReady(within limit: Duration = .seconds(60)) async throws {
        try await wait(for: "/readyz", status: 200, within: limit)
    }

    /// Waits until a path answers with a status; fails early when the process ends.
    public func wait(for path: String, status: Int, within limit: Duration = .seconds(60)) async throws {
        let client = HTTPClient(timeout: .seconds(5))
        let end = ContinuousClock.now + limit
        var last = "no answer"
        while ContinuousClock.now < end {
            if let exit = state.withLock({ $0?.exit }) {
                throw ServiceProcessError("\(name) ended with \(exit): \(logs)")
            }
            if let response = try? await client.send(HTTPClientRequest(url: url(path))) {
                if response.status == status { return }
                last = "\(response.status) \(response.text)"
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw ServiceProcessError("\(name) did not answer \(path) with \(status) within \(limit): \(last)\n\(logs)")
    }

    /// Sends SIGTERM and waits for its end; returns the exit status.
    @discardableResult
    public func terminate(within limit: Duration = .seconds(60)) async throws -> Int32 {
        state.withLock { $0?.signal(SIGTERM) }
        return try await waitForExit(within: limit)
    }

    /// Kills it with SIGKILL, as a crash would, and waits until it is gone.
    public func kill() async throws {
        state.withLock { $0?.signal(SIGKILL) }
        _ = try await waitForExit(within: .seconds(10))
    }

    /// Starts it again after it ended, and waits until it is ready.
    public func restart() async throws { try await startReady() }

    /// Waits for its end by itself; returns the exit status, or the number of the signal that ended it.
    public func waitForExit(within limit: Duration = .seconds(60)) async throws -> Int32 {
        guard let child = state.withLock({ $0 }) else { throw ServiceProcessError("\(name) was never started") }
        guard let status = try await child.waitForExit(within: limit) else {
            throw ServiceProcessError("\(name) did not end within \(limit):\n\(logs)")
        }
        return status
    }

    // MARK: - Private

    private func text(_ file: String) -> String {
        (try? String(contentsOf: folder.appending(path: file), encoding: .utf8)) ?? ""
    }

    private func handle(_ file: String) throws -> FileHandle {
        let path = folder.appending(path: file).path
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        guard let handle = FileHandle(forWritingAtPath: path) else { throw ServiceProcessError("cannot write \(path)") }
        try handle.seekToEnd()
        return handle
    }
}
