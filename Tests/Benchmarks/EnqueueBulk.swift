import Foundation
import JobQueue
import Postgres
import TestTools

/// Messages that are enqueued by COPY, ten thousand a transaction, beside a COPY of the same rows by psql.
struct EnqueueBulk: Measure {
    var size = PayloadSize.small

    var name: String { "enqueue-bulk\(size.rawValue)" }
    var peerTasks: [PeerTask] { [PeerTask(samples: [sample], size: size, words: ["bulk"])] }
    private var sample: String { "\(name) messages" }
    private static let batch = 10_000

    func round(_ bench: Bench) async throws -> [Sample] {
        let batches = bench.scaled(size == .small ? 50 : 20)
        let producer = Producer(way: .inBulk(Self.batch), size: size)
        var rate = 0.0
        let log = try await bench.log { rate = try await producer.run(.transactions(batches), on: bench).rate }
        let bare = try await copy(bench, rows: batches * Self.batch)
        return [
            Sample(name: sample, unit: "1/s", value: rate, bare: bare, target: .ratio(0.6)),
            Sample(name: "\(name) WAL", unit: "bytes a message", value: log / Double(batches * Self.batch)),
        ]
    }

    // MARK: - Private

    /// Writes the log's rows to a file, empties the log, and reads them back.
    private func copy(_ bench: Bench, rows: Int) async throws -> Double {
        let file = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString).copy")
        defer { try? FileManager.default.removeItem(at: file) }
        let columns = "(lane, version, kind, headers, payload)"
        try await psql(
            bench,
            "\\copy (SELECT lane, version, kind, headers, payload FROM queue.log) TO '\(file.path)' (FORMAT binary)")
        try await bench.owner.execute("TRUNCATE queue.log")
        let start = ContinuousClock.now
        try await psql(bench, "\\copy queue.log \(columns) FROM '\(file.path)' (FORMAT binary)")
        return Double(rows) / (ContinuousClock.now - start).inSeconds
    }

    private func psql(_ bench: Bench, _ command: String) async throws {
        try await Subprocess.run(["psql", bench.pgbench.url, "-c", command])
    }
}
