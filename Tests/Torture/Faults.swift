import Foundation
import Postgres
import TestTools

/// Lets the faults of the plan happen, one after another; those that last do so at the same time as others.
struct Faults: Sendable {
    let storm: Storm
    let stations: [Station]
    let log: URL

    func run() async {
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        let start = ContinuousClock.now
        await withTaskGroup { lasting in
            var plan = FaultPlan(
                seed: storm.plan.seed, interval: storm.plan.interval, hasStandby: storm.plan.hasStandby)
            var count = 0
            while count < storm.plan.faults ?? .max, let fault = plan.next() {
                try? await Task.sleep(for: fault.pause)
                guard !storm.tally.isOver else { return }
                note("\((ContinuousClock.now - start).seconds.tenths) s: \(fault.kind.rawValue)")
                switch fault.kind {
                case .workerSuspended, .networkCut, .networkStalled:
                    lasting.addTask { await attempt(fault) }
                default:
                    await attempt(fault)
                }
                count += 1
            }
        }
    }

    // MARK: - Private

    private func attempt(_ fault: Fault) async {
        do {
            try await happen(fault)
            storm.tally.count(fault.kind)
        } catch {
            storm.tally.add(problem: "\(fault.kind.rawValue): \(error)")
        }
    }

    private func happen(_ fault: Fault) async throws {
        let station = stations[Int(fault.detail % UInt64(stations.count))]
        // From a little to much longer than the lease.
        let time = storm.plan.lease * (1.2 + Double(fault.detail >> 32 & 0xFF) / 256)
        switch fault.kind {
        case .workerKilled: try await station.replace()
        case .workerSuspended: try await station.suspend(for: time)
        case .networkCut: try await station.trouble(.cut, for: time / 3)
        case .networkStalled: try await station.trouble(.stalled, for: time)
        case .backendsTerminated: try await terminate(fault.detail)
        case .backendKilled: try await killBackend(fault.detail)
        case .serverStopped: try await restart(SIGQUIT)
        case .serverKilled: try await restart(SIGKILL)
        case .failedOver: try await failOver()
        }
    }

    private func terminate(_ detail: UInt64) async throws {
        try await storm.patiently { client in
            try await client.execute(
                "SELECT pg_terminate_backend(pid) FROM (\(Self.backends(detail)) LIMIT \(Int(detail >> 40 % 8) + 1)) b")
        }
    }

    /// The server ends all connections and recovers by itself.
    private func killBackend(_ detail: UInt64) async throws {
        let process = try await storm.patiently { client in
            try await client.query("\(Self.backends(detail)) LIMIT 1").first?.decode(column: 0, as: Int32.self)
        }
        if let process { kill(process, SIGKILL) }
        try await storm.patiently { _ = try await $0.query("SELECT 1") }
    }

    private func restart(_ signal: Int32) async throws {
        try await storm.cluster.crash(signal)
        try await storm.patiently { _ = try await $0.query("SELECT 1") }
    }

    /// Over when commits are safe again.
    private func failOver() async throws {
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

    /// Other connections to the database, in an order that the number decides.
    private static func backends(_ detail: UInt64) -> SQL {
        """
        SELECT pid FROM pg_stat_activity
         WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
         ORDER BY md5(pid::text || \(String(detail)))
        """
    }

    private func note(_ line: String) {
        guard let handle = try? FileHandle(forWritingTo: log) else { return }
        _ = try? handle.seekToEnd()
        try? handle.write(contentsOf: Data("\(line)\n".utf8))
        try? handle.close()
    }
}

extension Storm {
    /// Asks the server as often as it takes, for as long as a restart takes.
    @discardableResult
    func patiently<T>(_ body: (PostgresClient) async throws -> T) async throws -> T {
        let limit = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await body(client)
            } catch let error as PostgresError where error.isOfTheStorm && ContinuousClock.now < limit {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }
}
