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
                seed: storm.plan.seed, interval: storm.plan.interval,
                kinds: Fault.Kind.all(hasStandby: storm.plan.hasStandby, hasDisk: storm.disk != nil))
            var count = 0
            while count < storm.plan.faults ?? .max, let fault = plan.next() {
                try? await Task.sleep(for: fault.pause)
                guard !storm.tally.isOver else { return }
                note("\((ContinuousClock.now - start).seconds.tenths) s: \(fault.kind.rawValue)")
                if fault.kind.lasts {
                    lasting.addTask { await attempt(fault) }
                } else {
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
        case .diskFull: try await storm.disk?.fill(for: time / 2)
        case .clockStepped: try await station.stepClock(by: Self.step(fault.detail), for: time)
        case .serverClockStepped: try await stepServerClock(fault.detail, for: time)
        case .paused: try await pause(fault.detail, for: time / 2)
        case .limited: try await limit(fault.detail, for: time)
        case .cancelled: try await cancel(fault.detail)
        case .rewound: try await rewind(fault.detail)
        }
    }

    /// From an hour to a year, ahead or back.
    private static func step(_ detail: UInt64) -> Duration {
        let hours = Duration.seconds(3600 * Int(1 + detail >> 40 % 8760))
        return detail >> 39 & 1 == 0 ? hours : .zero - hours
    }

    private func note(_ line: String) {
        guard let handle = try? FileHandle(forWritingTo: log) else { return }
        _ = try? handle.seekToEnd()
        try? handle.write(contentsOf: Data("\(line)\n".utf8))
        try? handle.close()
    }
}
