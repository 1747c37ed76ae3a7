import ArgumentParser
import Foundation
import JobQueue
import Logging
import Postgres

/// Measures the queue against the bare SQL statements in pgbench, and against other queues, on the same cluster in the same run.
@main
struct BenchmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures the queue beside what pgbench reaches with the bare SQL statements.")

    @Option(help: "Superuser's URL of a cluster to measure on; a database of its own is made there.")
    var databaseURL: String

    @Option(help: "File deploy/roles.sql.")
    var roles = "deploy/roles.sql"

    @Option(help: "Measures to run, by name; all if none is given.")
    var only: [String] = []

    @Option(help: "How often to measure everything; medians are printed.")
    var rounds = 3

    @Option(help: "How much to do, in percent of the usual.")
    var scale = 100

    @Flag(help: "Measure other queues, too.")
    var peers = false

    @Option(help: "Other queues to measure, by name; all if none is given. Implies --peers.")
    var peer: [String] = []

    @Option(help: "Python with what Peers/requirements.txt asks for.")
    var peerPython = ".run/peers/bin/python"

    @Option(help: "Folder of the scripts that drive the other queues.")
    var peerFolder = "Tests/Benchmarks/Peers"

    @Option(
        help:
            "Instead of the measures: throughput over so many minutes, with an old transaction and with ten million waiting."
    )
    var endurance: Int?

    @Option(help: "Folder for the plots of --endurance.")
    var plots = ".run/bench"

    @Flag(help: "Print JSON instead of a table.")
    var json = false

    func validate() throws {
        guard rounds >= 1, scale >= 1, endurance ?? 1 >= 1 else {
            throw ValidationError("--rounds, --scale and --endurance are 1 or more")
        }
        guard Set(peer).isSubset(of: Peers.names) else {
            throw ValidationError("no such peer; there are \(Peers.names.joined(separator: ", "))")
        }
    }

    func run() async throws {
        let figures =
            if let endurance { try await endure(minutes: endurance) } else { try await measure() }
        print(json ? try Figure.json(figures) : Figure.table(figures))
    }

    // MARK: - Private

    private func endure(minutes: Int) async throws -> [Figure] {
        let endurance = Endurance(minutes: minutes, folder: URL(filePath: plots))
        var figures: [Figure] = []
        for trial in Endurance.Trial.allCases where only.isEmpty || only.contains(trial.rawValue) {
            let bench = try await self.bench()
            figures += try await endurance.run(trial, bench).map { Figure([$0]) }
            try await bench.end()
        }
        return figures
    }

    private func bench() async throws -> Bench {
        try await Bench(url: databaseURL, roles: roles, scale: Double(scale) / 100)
    }

    private func measure() async throws -> [Figure] {
        let measures: [any Measure] = [
            EnqueueSingle(connections: 1), EnqueueSingle(connections: 1, size: .large),
            EnqueueSingle(connections: 16), EnqueueSingle(connections: 16, size: .large),
            EnqueueSingle(connections: 16, isInTransaction: false),
            EnqueueSingle(connections: 16, size: .large, isInTransaction: false),
            EnqueueBulk(), EnqueueBulk(size: .large), Drain(), Drain(size: .large), DrainByKey(), DrainLimited(),
            AtOnce(), Footprint(),
            StartLatency(perSecond: 10), StartLatency(perSecond: 100), StartLatency(perSecond: 1000),
            IdleProcess(), BusyProcess(), BulkProcess(), Kiosk(),
        ]
        let chosen = measures.filter { only.isEmpty || only.contains($0.name) }
        guard !chosen.isEmpty else {
            throw ValidationError("no such measure; there are \(measures.map(\.name).joined(separator: ", "))")
        }
        let others = try self.others()
        var samples: [Sample] = []
        var peerSamples: [PeerSample] = []
        for round in 1...rounds {
            for measure in chosen {
                FileHandle.standardError.write(Data("round \(round) of \(rounds): \(measure.name)\n".utf8))
                let bench = try await self.bench()
                let found = try await measure.round(bench)
                try await bench.end()
                samples += found
                peerSamples += try await others?.round(measure.peerTasks, beside: found) ?? []
            }
        }
        return samples.map(\.name).uniqued.map { name in
            Figure(samples.filter { $0.name == name }, peers: peerSamples.filter { $0.sample == name })
        }
    }

    private func others() throws -> Peers? {
        guard peers || !peer.isEmpty else { return nil }
        return Peers(
            names: peer.isEmpty ? Peers.names : peer, python: peerPython, folder: peerFolder,
            administration: try PostgresConfiguration(url: databaseURL), scale: Double(scale) / 100)
    }
}
