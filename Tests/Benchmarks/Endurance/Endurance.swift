import Foundation
import Postgres

/// Throughput over time where queues are known to falter, in turns with a SKIP LOCKED table: how it was at first, and how it is in
/// the end. Draws both as SVG.
struct Endurance: Sendable {
    enum Trial: String, CaseIterable, Sendable {
        /// An old transaction keeps VACUUM from removing anything.
        case heldHorizon = "held-horizon"
        /// Millions wait already.
        case backlog
    }

    /// Work at a time of one of the two.
    private static let slice = 5
    private static let backlog = 10_000_000

    let minutes: Int
    let folder: URL

    func run(_ trial: Trial, _ bench: Bench) async throws -> [Sample] {
        // Short, so that there is something to remove.
        try await bench.owner.execute("UPDATE queue.queue SET retention = '1 minute'")
        let flows: [any Flow] = [try await QueueFlow(bench), try await SkipLockedFlow(bench)]
        let start = ContinuousClock.now
        var courses = [Course("Bangban"), Course("SKIP LOCKED table")]
        let count = minutes * 60 / (2 * Self.slice)
        let fresh = max(2, count / 10)
        try await turns(fresh, flows, &courses, since: start)
        let change = (ContinuousClock.now - start).inSeconds
        switch trial {
        case .heldHorizon:
            let holder = PostgresClient(bench.owner.configuration, logger: bench.logger)
            try await holder.withTransaction(TransactionOptions(isolation: .repeatableRead)) { old in
                _ = try await old.query("SELECT count(*) FROM pg_class")
                try await turns(count, flows, &courses, since: start)
            }
            await holder.close()
        case .backlog:
            for flow in flows { try await flow.fill(bench.scaled(Self.backlog)) }
            try await turns(count, flows, &courses, since: start)
        }
        for flow in flows { await flow.end() }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "\(trial.rawValue).svg")
        try Data(Plot(title: title(trial), courses: courses, change: change).svg.utf8).write(to: file)
        FileHandle.standardError.write(Data("drawn: \(file.path)\n".utf8))
        return figures(trial, courses, fresh)
    }

    // MARK: - Private

    private func title(_ trial: Trial) -> String {
        switch trial {
        case .heldHorizon: "An old transaction is open from the line on"
        case .backlog: "Ten million messages wait from the line on"
        }
    }

    private func turns(
        _ count: Int, _ flows: [any Flow], _ courses: inout [Course], since start: ContinuousClock.Instant
    ) async throws {
        for turn in 1...count {
            for (index, flow) in flows.enumerated() {
                let rate = try await flow.run(seconds: Self.slice)
                let time = (ContinuousClock.now - start).inSeconds
                courses[index].points.append(.init(time: time, rate: rate, bytes: try await flow.bytes()))
            }
            let rates = courses.compactMap(\.points.last).map { "\(Int($0.rate))/s" }.joined(separator: " beside ")
            FileHandle.standardError.write(Data("turn \(turn) of \(count): \(rates)\n".utf8))
        }
    }

    /// Of the last turns beside the first ones, as many.
    private func figures(_ trial: Trial, _ courses: [Course], _ fresh: Int) -> [Sample] {
        func pair(
            _ name: String, _ unit: String, _ target: Target? = nil, _ value: (Course) -> Double
        ) -> Sample {
            Sample(
                name: "\(trial.rawValue), \(name)", unit: unit, value: value(courses[0]), bare: value(courses[1]),
                target: target)
        }
        return [
            pair("fresh", "1/s") { $0.points.prefix(fresh).map(\.rate).median },
            pair("in the end", "1/s") { $0.points.suffix(fresh).map(\.rate).median },
            pair("kept of it", "%", .atLeast(90)) {
                100 * $0.points.suffix(fresh).map(\.rate).median / $0.points.prefix(fresh).map(\.rate).median
            },
            pair("disk in the end", "MB") { ($0.points.last?.bytes ?? .nan) / 1_000_000 },
        ]
    }
}
