import JobQueue
import Logging
import Models
import Postgres
import ServiceLifecycle
import Synchronization
import TestKit
import Testing
import Tracing

@testable import ServiceKit

@Suite("Spans of messages", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct HandlingSpanTests {
    @Test(
        "one enqueueing in bulk is one span, and so is the batch that comes of it; what the batch enqueues is its child"
    )
    func bulk() async throws {
        let spans = try await work(.batch(Batch.all)) { queue, client, tracer in
            try await tracer.withSpan("request", context: .topLevel) { _ in
                try await client.withTransaction { transaction in
                    try await queue.enqueue(
                        contentsOf: [Note(text: "a"), Note(text: "b"), Note(text: "c")], in: transaction)
                }
            }
        }
        let request = try #require(spans.first { $0.name == "request" })
        let bulk = try #require(spans.first { $0.parentSpanId == request.spanId })
        #expect(bulk.name == "enqueue notes" && bulk["messaging.batch.message_count"] == "3")
        let batches = spans.filter { $0.parentSpanId == bulk.spanId }
        #expect(batches.map { $0["bangban.message.outcome"] } == ["finished"])
        #expect(batches.first?["messaging.batch.message_count"] == "3")
        let echo = try #require(spans.first { $0.name == "enqueue echoes" })
        #expect(echo.parentSpanId == batches.first?.spanId && spans.count == 4)
    }

    @Test("a batch from several traces has a span in each, and one with links to them, from which all else follows")
    func several() async throws {
        let spans = try await work(.batch(Batch.all)) { queue, client, tracer in
            try await client.withTransaction { transaction in
                for text in ["a", "b", "c"] {
                    try await tracer.withSpan("request \(text)", context: .topLevel) { _ in
                        try await queue.enqueue(Note(text: text), in: transaction)
                    }
                }
            }
        }
        let handled = spans.filter { $0.name == "process notes" }
        let own = try #require(handled.first { $0.parentSpanId == nil })
        let members = handled.filter { $0.parentSpanId != nil }
        #expect(members.count == 3 && Set(members.map(\.traceId)).count == 3)
        #expect(Set(members.map(\.traceId)) == Set(spans.filter { $0.name.hasPrefix("request") }.map(\.traceId)))
        #expect(Set(own.links.map(\.spanId)) == Set(members.map(\.spanId)))
        #expect(spans.first { $0.name == "enqueue echoes" }?.parentSpanId == own.spanId)
    }

    @Test(
        "what a handler throws is the span's outcome: a failure is an error with its cause, a pause or a cancellation is none",
        arguments: [
            ("fails", "dead", 2, "no use"), ("cancels", "cancelled", 0, nil), ("snoozes", "snoozed", 0, nil),
            ("tries", "retried", 2, "not yet"), ("secret", "retried", 2, "Silent"),
        ] as [(String, String, Int, String?)])
    func outcome(_ text: String, _ outcome: String, _ code: Int, _ message: String?) async throws {
        let spans = try await work(.handler(NoteHandler())) { queue, client, _ in
            try await client.withTransaction { try await queue.enqueue(Note(text: text), in: $0) }
        }
        let span = try #require(spans.first { $0.kind == 5 })
        #expect(span["bangban.message.outcome"] == outcome && span["bangban.message.attempt"] == "1")
        #expect(span.status.code == code && span.status.message == message)
        #expect(spans.allSatisfy { span in !span.keys.contains { span[$0]?.contains(text) ?? false } })
    }

    @Test("a trace that is not recorded goes through the queue as it came, at no cost in the row")
    func unsampled() async throws {
        let headers = MessageHeaders(
            requestID: "request-1", traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")
        let seen = Mutex<[MessageHeaders]>([])
        let spans = try await work(.handler(NoteHandler { seen.withLock { $0.append(.current) } })) {
            queue, client, _ in
            try await client.withTransaction { transaction in
                try await queue.enqueue(Note(text: "works"), in: transaction, .init(headers: headers))
            }
        }
        #expect(spans.isEmpty && seen.withLock { $0 } == [headers])
    }

    /// The spans of a worker that handles what the body enqueues, up to its end.
    private func work(
        _ handler: HandlerRegistration,
        _ enqueue: @escaping @Sendable (JobQueue, PostgresClient, any Tracer) async throws -> Void
    ) async throws -> [ReceivedSpan] {
        let receiver = try await TraceReceiver.start()
        let client = try TestDatabase.current.client()
        let traced = try Traced(receiver.environment)
        try await traced.run {
            let queue = JobQueue(client)
            let configuration = WorkerConfiguration(concurrency: 3, pollInterval: .milliseconds(20))
            try await enqueue(queue, client, traced.tracer)
            try await Batch.$queue.withValue(queue) {
                let worker = QueueWorker(
                    client, subscriptions: [SubscriptionHandlers(Subscription(.notes, "notes"), [handler])],
                    configuration: configuration, logger: .nobody)
                let group = ServiceGroup(services: [worker], logger: .nobody)
                async let work: Void = group.run()
                try await eventually("the queue is worked off") {
                    try await client.query("SELECT count(*) FROM queue.receipt")[0].decode(Int.self) > 0
                }
                await group.triggerGracefulShutdown()
                try await work
            }
        }
        return receiver.inbox.spans
    }
}

extension QueueName {
    fileprivate static let notes = QueueName(rawValue: "notes")
    fileprivate static let echoes = QueueName(rawValue: "echoes")
}

private struct Note: Message {
    static let kind = "test.note"
    static let queue = QueueName.notes
    var text: String
}

private struct Echo: Message {
    static let kind = "test.echo"
    static let queue = QueueName.echoes
}

/// Enqueues one message for each batch.
private struct Batch: BatchMessageHandler {
    @TaskLocal static var queue: JobQueue?
    static let all = Batch()

    func handle(_ batch: [Delivered<Note>], in transaction: Transaction) async throws {
        try await Self.queue?.enqueue(Echo(), in: transaction)
    }
}

/// Does what its note says.
private struct NoteHandler: MessageHandler {
    var work: @Sendable () -> Void = {}
    var retryPolicy: RetryPolicy { RetryPolicy(maxAttempts: 2, base: .seconds(600)) }

    func handle(_ note: Note, _ context: MessageContext) async throws {
        switch note.text {
        case "fails": throw PermanentFailure("no use")
        case "cancels": throw CancelMessage("over")
        case "snoozes": throw Snooze(.seconds(600))
        case "tries": throw Spoken()
        case "secret": throw Silent(value: "secret")
        default: work()
        }
    }
}

private struct Spoken: Error, CustomStringConvertible {
    let description = "not yet"
}

/// Says nothing of itself: its value might be anybody's.
private struct Silent: Error {
    let value: String
}

extension Logger {
    fileprivate static let nobody = Logger(label: "test.spans", factory: { _ in SwiftLogNoOpLogHandler() })
}
