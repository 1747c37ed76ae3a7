import ArgumentParser
import Foundation
import JobQueue
import Logging
import Postgres

/// Measures the queue against the bare SQL statements in pgbench, on the same cluster in the same run.
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

    @Flag(help: "Print JSON instead of a table.")
    var json = false

    func validate() throws {
        guard rounds >= 1, scale >= 1 else { throw ValidationError("--rounds and --scale are 1 or more") }
    }

    func run() async throws {
        let measures: [any Measure] = [
            EnqueueSingle(connections: 1), EnqueueSingle(connections: 16), EnqueueBulk(), Drain(),
            StartLatency(perSecond: 100), StartLatency(perSecond: 1000), Kiosk(),
        ]
        let chosen = measures.filter { only.isEmpty || only.contains($0.name) }
        guard !chosen.isEmpty else {
            throw ValidationError("no such measure; there are \(measures.map(\.name).joined(separator: ", "))")
        }
        var samples: [Sample] = []
        for round in 1...rounds {
            for measure in chosen {
                FileHandle.standardError.write(Data("round \(round) of \(rounds): \(measure.name)\n".utf8))
                let bench = try await Bench(url: databaseURL, roles: roles, scale: Double(scale) / 100)
                samples += try await measure.round(bench)
                try await bench.end()
            }
        }
        let names = samples.map(\.name)
        let figures = names.enumerated().filter { names.firstIndex(of: $1) == $0 }.map { _, name in
            Figure(samples.filter { $0.name == name })
        }
        print(json ? try Figure.json(figures) : Figure.table(figures))
    }
}
