import JobQueue
import Models

extension QueueName {
    static let bench = QueueName(rawValue: "bench")
}

/// A payload of some 60 bytes as JSON, or longer by its remarks.
struct BenchJob: Message {
    static let kind = "bench.job"
    static let queue = QueueName.bench
    var caseNumber: Int
    var channel = "kiosk"
    var sentAt: Int
    var remarks: String?
}

/// Does nothing, or what a measure wants to know.
struct BenchHandler: MessageHandler {
    let body: @Sendable (BenchJob) -> Void

    func handle(_ payload: BenchJob, _ context: MessageContext) async throws {
        body(payload)
    }
}
