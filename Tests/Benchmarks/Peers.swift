import Foundation
import Logging
import Postgres
import TestTools

/// What a peer is asked to do, in the words of `Peers/measure.py`.
struct PeerTask {
    /// The names of our samples of the same thing, in the order of its answer.
    let samples: [String]
    let size: PayloadSize
    let words: [String]
}

/// What one round found of a peer.
struct PeerSample {
    let sample: String
    let peer: String
    /// Ours in the same round, in the same unit.
    let ours: Double
    /// Nil if there is none.
    let value: Double?
    let answer: PeerAnswer
    let target: Target
}

/// What `Peers/measure.py` prints.
struct PeerAnswer: Decodable {
    var version: String?
    /// How many jobs were measured: slow peers get fewer.
    var jobs: Int?
    /// One for each of the task's samples.
    var values: [Double]?
    /// Why there is none.
    var missing: String?
}

/// Other queues, each driven from Python as its documentation says, in a database of its own on the measured cluster.
struct Peers {
    static let names = ["pgmq", "pgmq_delete", "pgmq_notify", "pgqueuer", "procrastinate", "oban", "pgq"]

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
            for name in names where Self.isMeasured(name, by: task) {
                FileHandle.standardError.write(Data("  \(name): \(task.words.joined(separator: " "))\n".utf8))
                let answer = try await answer(name, task, server)
                for (place, sample) in task.samples.enumerated() {
                    guard let ours = samples.first(where: { $0.name == sample }) else { continue }
                    found.append(
                        PeerSample(
                            sample: sample, peer: name, ours: ours.value, value: answer.values?[place], answer: answer,
                            target: Self.target(beside: name, task)))
                }
            }
        }
        await server.close()
        return found
    }

    // MARK: - Private

    /// PGMQ in three ways: two do not differ in what enqueues, and only one of them wakes its worker; nor does PgQ.
    private static func isMeasured(_ peer: String, by task: PeerTask) -> Bool {
        switch peer {
        case "pgmq", "pgq": task.words[0] != "starts"
        case "pgmq_delete": task.words[0] == "drain"
        case "pgmq_notify": task.words[0] == "starts"
        default: true
        }
    }

    private static func target(beside peer: String, _ task: PeerTask) -> Target {
        switch (task.words[0], peer) {
        case ("drain", "pgqueuer"): .ratio(10)
        case ("starts", _): .sooner
        default: .ahead
        }
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
