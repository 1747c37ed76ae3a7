import Postgres

/// Messages that are enqueued one by one, each in a transaction of its caller's or handed to the queue, which commits those of
/// many tasks together. The bare statement is one INSERT, given its payload by the client as ours is.
struct EnqueueSingle: Measure {
    let connections: Int
    var size = PayloadSize.small
    var isInTransaction = true

    var name: String { "enqueue-\(isInTransaction ? "single" : "grouped")-\(connections)\(size.rawValue)" }
    var peerTasks: [PeerTask] {
        guard isInTransaction else { return [] }
        return [PeerTask(samples: [sample], size: size, words: ["single", "\(connections)"])]
    }
    private var sample: String { "\(name) messages" }

    func round(_ bench: Bench) async throws -> [Sample] {
        let seconds = bench.scaled(4)
        let lane: Int = try await bench.owner.query("SELECT queue.lane('bench', 2)")[0].decode()
        let bare = try await bench.pgbench.rate(
            "INSERT INTO queue.log (lane, kind, payload) VALUES (\(lane), 'bench.job', :payload);",
            clients: connections, seconds: seconds, payload: size.sample)
        let producer = Producer(connections: connections, way: isInTransaction ? .inTransaction : .alone, size: size)
        let rate = try await producer.run(.time(.seconds(seconds)), on: bench).rate
        return [Sample(name: sample, unit: "1/s", value: rate, bare: bare, target: .ratio(0.7))]
    }
}
