import ArgumentParser
import Foundation

/// The storm itself.
struct StormCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storm", abstract: "Lets it storm, drains the queue, counts, and fails if anything is wrong.")

    @Option(help: "Repeats the faults, and what producers try; a random one if none is given.")
    var seed: UInt64?

    @Option(help: "How long it storms; 40 unless messages or faults are asked for.")
    var seconds: Int?

    @Option(help: "How many messages are committed at least.")
    var messages: Int?

    @Option(help: "How many faults there are.")
    var faults: Int?

    @Option(help: "Milliseconds between faults, on average.")
    var interval = 1000

    @Option(help: "Worker processes.")
    var workers = 4

    @Option(help: "Producers at once.")
    var producers = 6

    @Option(help: "How many messages one call enqueues at most.")
    var bulk = 100

    @Option(help: "How long after its last heartbeat a worker is taken for dead, in milliseconds.")
    var lease = 1500

    @Flag(help: "Let commits wait for a standby, and fail over to it among the other faults.")
    var standby = false

    @Option(
        help: "The longest time for the storm to reach what is asked for, and the queue to drain after it, in seconds.")
    var limit = 3600

    @Option(help: "Where the cluster and the logs are; what is there is replaced.")
    var directory = ".run/torture"

    @Option(help: "Where scripts/db and deploy/roles.sql are.")
    var repository = "."

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        let counts = [seconds, messages, faults, interval, workers, producers, bulk, limit].compactMap(\.self)
        guard counts.allSatisfy({ $0 >= 1 }), lease >= 1000 else {
            throw ValidationError("numbers are 1 or more, the lease 1000 ms or more")
        }
    }

    func run() async throws {
        let isOpen = seconds == nil && messages == nil && faults == nil
        let storm = try await Storm(
            StormPlan(
                seed: seed ?? .random(in: 0...999_999), seconds: seconds ?? (isOpen ? 40 : 0), messages: messages ?? 0,
                faults: faults, interval: .milliseconds(interval), workers: workers, producers: producers, bulk: bulk,
                lease: .milliseconds(lease), hasStandby: standby, limit: .seconds(limit)),
            repository: URL(filePath: repository), directory: URL(filePath: directory))
        let summary = try await storm.run()
        print(try json ? summary.json : summary.text)
        guard summary.isGood else { throw ExitCode.failure }
    }
}
