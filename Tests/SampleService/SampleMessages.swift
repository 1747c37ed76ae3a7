import JobQueue
import Logging
import Models

extension QueueName {
    static let sample = QueueName(rawValue: "sample")
}

/// What the sample service is asked for.
struct Ask: Message {
    static let kind = "sample.ask"
    static let queue = QueueName.sample
}

/// What it tells then.
struct Tell: Message {
    static let kind = "sample.tell"
    static let queue = QueueName.sample
}

/// Tells.
struct AskHandler: MessageHandler {
    let queue: JobQueue

    func handle(_ ask: Ask, _ context: MessageContext) async throws {
        context.logger.info("asked")
        try await context.commit { try await queue.enqueue(Tell(), in: $0) }
    }
}

/// Fails, at first.
struct TellHandler: MessageHandler {
    let retryPolicy = RetryPolicy(maxAttempts: 2, base: .milliseconds(1), limit: .milliseconds(1))

    func handle(_ tell: Tell, _ context: MessageContext) async throws {
        guard context.attempt > 1 else { throw NotYet() }
        context.logger.info("told")
    }
}

struct NotYet: Error, CustomStringConvertible {
    let description = "not yet"
}
