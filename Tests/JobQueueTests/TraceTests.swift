import Foundation
import InMemoryLogging
import JobQueue
import Logging
import Models
import Postgres
import TestKit
import Testing

@Suite("Requests and traces, followed through the queue", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct TraceTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let headers = MessageHeaders(
        requestID: "request-1", traceparent: "00-\(trace)-00f067aa0ba902b7-01")

    @Test("what a handler logs names request and trace, also when it fails, and what it enqueues carries them on")
    func handler() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Ping(number: 1), .init(headers: Self.headers))
        let log = InMemoryLogHandler()
        let seen = Seen<MessageHeaders>()
        let ping = PingHandler { ping, context in
            context.logger.info("at work")
            if context.attempt == 1 { throw TestFailure("not yet") }
            try await context.commit { transaction in
                try await queue.queue.enqueue(Pong(caseID: "plain"), in: transaction)
                try await queue.queue.enqueue(Pong(caseID: "later"), in: transaction, .init(delay: .milliseconds(1)))
                try await queue.queue.enqueue(contentsOf: [Pong(caseID: "bulk")], in: transaction)
                try await queue.queue.enqueue(batch: [], then: Pong(caseID: "last"), in: transaction)
            }
        }
        let pong = PongHandler { _, context in seen.add(context.headers) }
        let worker = try TestWorker(
            [.handler(ping), .handler(pong)], logger: Logger(label: "test", factory: { _ in log }))
        await seen.wait(for: 4)
        await worker.stop()
        #expect(seen.values == Array(repeating: Self.headers, count: 4))
        let lines = log.entries.filter { ["at work", "message retried"].contains($0.message.description) }
        #expect(lines.map(\.message.description) == ["at work", "message retried", "at work"])
        for line in lines {
            #expect(line.metadata["request.id"] == "request-1" && line.metadata["trace.id"] == "\(Self.trace)")
            #expect(line.metadata["message.kind"] == "test.ping")
        }
    }

    @Test("a batch carries on what its messages have in common, and nothing where they differ")
    func batch() async throws {
        let queue = try TestQueue()
        let seen = Seen<[MessageHeaders?]>()
        let handler = PingBatchHandler { _, transaction in
            try await queue.queue.enqueue(Pong(caseID: "c"), in: transaction)
        }
        for (count, other) in [(3, Self.headers), (2, MessageHeaders(requestID: "request-2"))] {
            try await queue.client.withTransaction { transaction in
                for number in 0..<count {
                    let headers = number == 0 ? Self.headers : other
                    try await queue.queue.enqueue(Ping(number: number), in: transaction, .init(headers: headers))
                }
            }
        }
        // The first claim is of as many messages as there are handler tasks.
        var one = WorkerConfiguration.quick
        one.concurrency = 3
        let pong = PongHandler { _, context in seen.add([context.headers]) }
        try await withWorker([.batch(handler), .handler(pong)], one) { _ in await seen.wait(for: 2) }
        #expect(seen.values.contains([Self.headers]) && seen.values.contains([MessageHeaders()]))
    }
}
