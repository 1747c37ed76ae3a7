import JobQueue
import Models

/// A job of the queue `bench`, or of one with a suffix, of which it has its own kind. All are read when a handler is registered,
/// and not again.
struct NamedJob: Message {
    @TaskLocal static var suffix = ""
    static var kind: String { "bench.job\(suffix)" }
    static var queue: QueueName { QueueName(rawValue: "bench\(suffix)") }
    var caseNumber: Int
    var channel: String
    var sentAt: Int
    var remarks: String?
}

/// Decodes a job, and does nothing, or stays at it.
struct NamedHandler: MessageHandler {
    let body: @Sendable () async throws -> Void

    func handle(_ payload: NamedJob, _ context: MessageContext) async throws { try await body() }
}
