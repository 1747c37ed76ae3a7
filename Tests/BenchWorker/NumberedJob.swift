import JobQueue
import Models

/// A kind in a queue of its own for each number. Both are read when a handler is registered, and not again.
struct NumberedJob: Message {
    @TaskLocal static var number = 1
    static var kind: String { "bench.job-\(number)" }
    static var queue: QueueName { QueueName(rawValue: "bench-\(number)") }
    var caseNumber: Int
    var channel: String
    var sentAt: Int
}

/// Decodes a job, and that is all.
struct NumberedHandler: MessageHandler {
    func handle(_ payload: NumberedJob, _ context: MessageContext) async throws {}
}
