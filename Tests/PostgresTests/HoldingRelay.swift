import Dispatch
import Foundation
import Synchronization
import TestTools

/// A port that passes connections on to a server, and can hold back what the client of the first one says.
final class HoldingRelay: Sendable {
    let port: Int
    /// Yields when something is held back, and when a later connection is over.
    let held: AsyncStream<Void>, passed: AsyncStream<Void>
    private let server: Int
    private let listener: LoopbackSocket
    private let isHolding = Atomic(false)
    private let released = DispatchSemaphore(value: 0)
    private let holding: AsyncStream<Void>.Continuation, passing: AsyncStream<Void>.Continuation

    init(to server: Int) throws {
        self.server = server
        (held, holding) = AsyncStream.makeStream()
        (passed, passing) = AsyncStream.makeStream()
        listener = try .listening()
        port = try listener.port
        Thread.detachNewThread { [self] in accept() }
    }

    /// Holds back what comes next.
    func hold() { isHolding.store(true, ordering: .releasing) }

    /// Passes on what was held back.
    func release() {
        isHolding.store(false, ordering: .releasing)
        released.signal()
    }

    /// Takes no more connections.
    func close() { listener.shutdown() }

    // MARK: - Private

    private func accept() {
        var isFirst = true
        while let client = listener.accept() {
            Thread.detachNewThread { [self, isFirst] in relay(client, isFirst: isFirst) }
            isFirst = false
        }
        listener.close()
    }

    /// Both directions of one connection, until both are over.
    private func relay(_ client: LoopbackSocket, isFirst: Bool) {
        defer { client.close() }
        guard let upstream = try? LoopbackSocket.connected(to: server) else { return }
        defer { upstream.close() }
        let answered = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [self] in
            pump(upstream, client, isHeld: false)
            answered.signal()
        }
        pump(client, upstream, isHeld: isFirst)
        answered.wait()
        if !isFirst { passing.yield() }
    }

    private func pump(_ source: LoopbackSocket, _ target: LoopbackSocket, isHeld: Bool) {
        while let bytes = source.read() {
            if isHeld, isHolding.load(ordering: .acquiring) {
                holding.yield()
                released.wait()
            }
            guard target.write(bytes) else { break }
        }
        target.finish()
    }
}
