import Foundation
import Logging
import Postgres
import TestTools

/// What a peer is asked to do, in the words of `Peers/measure.py`.
struct PeerTask {
    /// The name of our sample of the same thing.
    let sample: String
    let size: PayloadSize
    let words: [String]
}

/// What one round found of a peer.
struct PeerSample {
    let sample: String
    let peer: String
    /// Ours in the same round, in the same unit.
    let ours: Double
    let answer: PeerAnswer
    let target: Target
}

/// What `Peers/measure.py` prints.
struct PeerAnswer: Decodable {
    var version: String?
    /// How many jobs were measured: slow peers get fewer.
    var jobs: Int?
    /// Jobs a second.
    var rate: Double?
    /// Why there is no rate.
    var missing: String?
}

/// Other queues, each driven from Python as its documentation says, in a database of its own on the measured cluster.
struct Peers {
    static let names = ["pgmq", "pgmq_delete", "pgqueuer", "procrastinate", "oban", "pgq"]
    /// Enqueues as `pgmq` does.
    private static let onlyDrained: Set = ["pgmq_delete"]

    let names: [String]
    let python: String
    let folder: String
    let administration: PostgresConfiguration
    let scale: Double

    /// Asks every peer for what we have just done. One that cannot do it says why, and the run goes on.
    func round(_ tasks: [PeerTask], beside samples: [Sample]) async throws -> [PeerSample] {
        let server = PostgresClient(administration, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        var found: [PeerSample] = []
        for task in tasks {
            guard let ours = samples.first(where: { $0.name == task.sample }) else { continue }
            for name in names where task.words[0] == "drain" || !Self.onlyDrained.contains(name) {
                FileHandle.standardError.write(Data("  \(name): \(task.sample)\n".utf8))
                let answer = try await answer(name, task, server)
                found.append(
                    PeerSample(
                        sample: task.sample, peer: name, ours: ours.value, answer: answer,
                        target: Self.target(beside: name, task)))
            }
        }
        await server.close()
        return found
    }

    // MARK: - Private

    private static func target(beside peer: String, _ task: PeerTask) -> Target {
        task.words[0] == "drain" && peer == "pgqueuer" ? .ratio(10) : .ahead
    }

    private func answer(_ name: String, _ task: PeerTask, _ server: PostgresClient) async throws -> PeerAnswer {
        let database = "peer_\(UInt32.random(in: 0 ... .max))"
        try await server.execute("CREATE DATABASE \(identifier: database)")
        let url = administration.url(user: nil, database: database)
        let script = "\(folder)/measure.py"
        let answer: PeerAnswer
        do {
            let printed = try await Subprocess.run(
                [python, script, name, url, task.size.sample, "\(scale)"] + task.words)
            answer = try JSONDecoder().decode(PeerAnswer.self, from: Data(printed.utf8))
        } catch {
            answer = PeerAnswer(missing: "\(error)")
        }
        try await server.execute("DROP DATABASE \(identifier: database) WITH (FORCE)")
        return answer
    }
}
