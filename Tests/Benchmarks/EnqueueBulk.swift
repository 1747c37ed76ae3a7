import Foundation
import JobQueue
import Postgres

/// Messages that are enqueued by COPY, ten thousand a transaction, beside a COPY of the same rows by psql.
struct EnqueueBulk: Measure {
    let name = "enqueue-bulk"
    private static let batch = 10_000

    func run(_ bench: Bench) async throws -> [Figure] {
        let batches = bench.scaled(30)
        let walBefore = try await position(bench)
        let rate = try await ours(bench, batches: batches)
        let wal = try await position(bench) - walBefore
        let bare = try await copy(bench, rows: batches * Self.batch)
        return [
            Figure(name: "\(name) messages", value: rate, unit: "1/s", bare: bare),
            Figure(
                name: "\(name) WAL", value: wal / Double(batches * Self.batch), unit: "bytes a message", bare: nil),
        ]
    }

    private func ours(_ bench: Bench, batches: Int) async throws -> Double {
        let client = bench.client(connections: 2)
        let queue = JobQueue(client)
        let jobs = (0..<Self.batch).map { BenchJob(caseNumber: $0, sentAt: 1_234_567_890_123) }
        let start = ContinuousClock.now
        for _ in 0..<batches {
            try await client.withTransaction { try await queue.enqueue(contentsOf: jobs, in: $0) }
        }
        let elapsed = ContinuousClock.now - start
        await client.close()
        return Double(batches * Self.batch) / elapsed.inSeconds
    }

    /// Writes the log's rows to a file, empties the log, and reads them back.
    private func copy(_ bench: Bench, rows: Int) async throws -> Double {
        let file = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString).copy")
        defer { try? FileManager.default.removeItem(at: file) }
        let columns = "(lane, version, kind, headers, payload)"
        _ = try Pgbench.execute([
            "psql", bench.pgbench.url, "-c", "\\copy queue.log \(columns) TO '\(file.path)' (FORMAT binary)",
        ])
        try await bench.owner.execute("TRUNCATE queue.log")
        let start = ContinuousClock.now
        _ = try Pgbench.execute([
            "psql", bench.pgbench.url, "-c", "\\copy queue.log \(columns) FROM '\(file.path)' (FORMAT binary)",
        ])
        return Double(rows) / (ContinuousClock.now - start).inSeconds
    }

    private func position(_ bench: Bench) async throws -> Double {
        let row = try await bench.owner.query("SELECT (pg_current_wal_insert_lsn() - '0/0')::int8")[0]
        let position: Int = try row.decode()
        return Double(position)
    }
}
