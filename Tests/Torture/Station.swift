import Foundation
import Synchronization
import TestTools

/// A worker's place: whoever works there now, behind a network of their own.
actor Station {
    private let number: Int
    private let lease: Duration
    private let url: String
    private let log: URL
    private let networks: [Forwarder]
    private let clock: WallClock
    private var worker: Subprocess

    /// This very program.
    static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()

    /// Starts the first worker there.
    init(_ number: Int, of cluster: Cluster, database: String, lease: Duration, logs: URL) async throws {
        self.number = number
        self.lease = lease
        log = logs.appending(path: "worker-\(number).log")
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        networks = try cluster.ports.map(Forwarder.init)
        url = cluster.url(role: "bangban_intake", database: database, ports: networks.map(\.port))
        clock = try WallClock(products: Self.program.deletingLastPathComponent())
        worker = try await Self.worker(number, url, lease, log, clock.settings)
    }

    /// Kills the worker, and starts another.
    func replace() async throws {
        try checkAlive()
        worker.signal(SIGKILL)
        _ = try await worker.end()
        worker = try await Self.worker(number, url, lease, log, clock.settings)
    }

    /// Suspends the worker; it may be killed meanwhile.
    func suspend(for time: Duration) async throws {
        let worker = worker
        worker.signal(SIGSTOP)
        try await Task.sleep(for: time)
        worker.signal(SIGCONT)
    }

    /// Lets the network be bad, then good again.
    func trouble(_ weather: Forwarder.Weather, for time: Duration) async throws {
        for network in networks { network.set(weather) }
        try await Task.sleep(for: time)
        for network in networks { network.set(.clear) }
    }

    /// Lets whoever works there have the wrong time, then the right one again.
    func stepClock(by offset: Duration, for time: Duration) async throws {
        try clock.jump(to: offset)
        try await Task.sleep(for: time)
        try clock.jump(to: .zero)
    }

    /// Tells the worker to end, and waits until it has.
    func close() async throws {
        try checkAlive()
        worker.signal(SIGTERM)
        let worker = worker
        let impatience = Task {
            try await Task.sleep(for: .seconds(60))
            worker.signal(SIGKILL)
        }
        let status = try await worker.end()
        impatience.cancel()
        for network in networks { network.close() }
        guard status == 0 else { throw Subprocess.Failure("worker \(number) ended with \(status)") }
    }

    /// Ends the worker at once.
    func abandon() {
        worker.signal(SIGKILL)
        for network in networks { network.close() }
    }

    // MARK: - Private

    private func checkAlive() throws {
        guard !worker.isOver else {
            throw Subprocess.Failure("worker \(number) ended by itself; see \(log.path)")
        }
    }

    private static func worker(
        _ number: Int, _ url: String, _ lease: Duration, _ log: URL, _ clock: [String: String]
    ) async throws -> Subprocess {
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        defer { try? handle.close() }
        return try await Subprocess(
            [program.path, "worker", "--lease", "\(lease.milliseconds)"]
                + (number.isMultiple(of: 2) ? ["--listens"] : []),
            environment: clock.merging(["DATABASE_URL": url]) { $1 }, output: handle)
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
    var milliseconds: Int { Int((seconds * 1000).rounded()) }
}
