import JobQueue
import Postgres

/// Thrown by handlers now and then, on purpose.
struct Stumble: Error, CustomStringConvertible {
    let description: String
}

/// Does what a message's fate says, and fails now and then before, within and after its commit.
struct SingleHandler<Payload: Numbered>: MessageHandler {
    let doer: String
    let fate: @Sendable (Payload) -> Fate
    var retryPolicy: RetryPolicy { .patient }

    func handle(_ payload: Payload, _ context: MessageContext) async throws {
        try Stumble.perhaps("before")
        if Int.random(in: 0..<50) == 0 { throw Snooze(.milliseconds(20)) }
        switch fate(payload) {
        case .dead: throw PermanentFailure("given up on purpose")
        case .cancelled: throw CancelMessage("discarded on purpose")
        case .effect: break
        }
        // Longer than it takes for a claim by key to be overtaken.
        if Int.random(in: 0..<2000) == 0 { try await Task.sleep(for: .milliseconds(1500)) }
        try await context.commit { transaction in
            try await transaction.execute(Effect.insert([payload.number], by: doer))
            if Int.random(in: 0..<20) == 0 { try await Task.sleep(for: .milliseconds(30)) }
            try Stumble.perhaps("within")
        }
        try Stumble.perhaps("after")
    }
}

/// Writes the effects of many messages at once, and fails now and then.
struct ManyHandler<Payload: Numbered>: BatchMessageHandler {
    let doer: String
    var retryPolicy: RetryPolicy { .patient }

    func handle(_ batch: [Delivered<Payload>], in transaction: Transaction) async throws {
        try await transaction.execute(Effect.insert(batch.map(\.payload.number), by: doer))
        try Stumble.perhaps("within a batch")
    }
}

/// Writes its effect in a transaction of its own: it may do so again.
struct NoteHandler: MessageHandler {
    let client: PostgresClient
    var retryPolicy: RetryPolicy { .patient }

    func handle(_ payload: Note, _ context: MessageContext) async throws {
        try Stumble.perhaps("before")
        try await client.execute(Effect.insert([payload.number], by: "note"))
    }
}

/// One row for each time that something was done.
enum Effect {
    static func insert(_ numbers: [Int64], by doer: String) -> SQL {
        "INSERT INTO torture.effect (doer, number) SELECT \(doer), unnest(\(numbers)::bigint[])"
    }
}

extension Stumble {
    static func perhaps(_ place: String) throws {
        if Int.random(in: 0..<40) == 0 { throw Stumble(description: "stumbled \(place)") }
    }
}

extension RetryPolicy {
    /// Never gives a message up by itself, however often its workers die: what is dead at the end was meant to be.
    static let patient = RetryPolicy(maxAttempts: 10_000, base: .milliseconds(5), limit: .milliseconds(200))
}
