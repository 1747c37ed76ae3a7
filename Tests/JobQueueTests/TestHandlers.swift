import JobQueue
import Models
import Postgres

/// Handles pings as a closure says.
struct PingHandler: MessageHandler {
    var retryPolicy = RetryPolicy(maxAttempts: 3, base: .milliseconds(20), limit: .milliseconds(50))
    var timeout: Duration?
    let body: @Sendable (Ping, MessageContext) async throws -> Void

    func handle(_ payload: Ping, _ context: MessageContext) async throws {
        try await body(payload, context)
    }

    /// One that tells what it has begun, and goes on when something has come to the gate.
    static func held(by gate: Seen<Int>, _ begun: Seen<Int>) -> PingHandler {
        PingHandler { ping, _ in
            begun.add(ping.number)
            await gate.wait(for: 1)
        }
    }
}

struct PongHandler: MessageHandler {
    let body: @Sendable (Pong, MessageContext) async throws -> Void

    func handle(_ payload: Pong, _ context: MessageContext) async throws {
        try await body(payload, context)
    }
}

struct PingBatchHandler: BatchMessageHandler {
    var retryPolicy = RetryPolicy(maxAttempts: 2, base: .milliseconds(20), limit: .milliseconds(50))
    var timeout: Duration?
    var batchLimit = 500
    let body: @Sendable ([Delivered<Ping>], Transaction) async throws -> Void

    func handle(_ batch: [Delivered<Ping>], in transaction: Transaction) async throws {
        try await body(batch, transaction)
    }
}
