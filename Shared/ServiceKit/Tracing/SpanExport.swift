internal import Logging
internal import Metrics
internal import ServiceLifecycle

/// Hands spans to an OTLP receiver, in batches: when one is full, after a while, and at shutdown.
struct SpanExport: Service, CustomStringConvertible {
    let buffer: SpanBuffer
    let client: OTLPClient
    /// The longest time that a span waits for others.
    let delay: Duration
    /// How long the last spans may take at shutdown.
    let grace: Duration

    var description: String { "SpanExport" }

    func run() async throws {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await export() }
            group.addTask { await ringInTime() }
            group.addTask { await endGrace() }
            // The export has ended, or has had its time.
            for await isEnd in group where isEnd { group.cancelAll() }
        }
        client.metrics.failed.increment(by: discard())
    }

    // MARK: - Private

    private func export() async -> Bool {
        await withGracefulShutdownHandler {
            for await _ in buffer.bell { await exportAll() }
        } onGracefulShutdown: {
            buffer.close()
        }
        await exportAll()
        return true
    }

    private func exportAll() async {
        while !Task.isCancelled {
            let batch = buffer.next()
            guard !batch.isEmpty else { return }
            await client.send(batch)
        }
    }

    private func discard() -> Int {
        var count = 0
        while case let batch = buffer.next(), !batch.isEmpty { count += batch.count }
        return count
    }

    private func ringInTime() async -> Bool {
        while (try? await Task.sleep(for: delay)) != nil { buffer.ring() }
        return false
    }

    private func endGrace() async -> Bool {
        try? await gracefulShutdown()
        try? await Task.sleep(for: grace)
        return true
    }
}
