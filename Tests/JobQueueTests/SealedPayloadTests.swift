import InMemoryLogging
import JobQueue
import Logging
import Models
import Postgres
import TestKit
import Testing

/// Seals with the first of its keys and opens with any: a text backwards, after the key's name and its context.
private struct Backwards: PayloadSeal {
    struct Broken: Error {}

    let keys: [String]

    func seal(_ text: String, context: String) -> SealedText {
        SealedText(rawValue: "\(keys[0])|\(context)|\(String(text.reversed()))")
    }

    func open(_ sealed: SealedText, context: String) throws -> String {
        let parts = sealed.rawValue.split(separator: "|")
        guard parts.count == 3, keys.contains(String(parts[0])), parts[1] == context else { throw Broken() }
        return String(parts[2].reversed())
    }

    func missingKey(of sealed: SealedText) -> String? {
        let name = sealed.rawValue.prefix { $0 != "|" }
        return keys.contains(String(name)) ? nil : String(name)
    }
}

private struct Secret: SealedMessage {
    static let kind = "test.secret"
    static let queue = QueueName.test
    var text: String
}

private struct SecretHandler: MessageHandler {
    let seen: Seen<String>
    var retryPolicy: RetryPolicy { RetryPolicy(maxAttempts: 1) }

    func handle(_ payload: Secret, _ context: MessageContext) async throws {
        seen.add("\(payload.text) \(context.attempt)")
    }
}

@Suite("Sealed payloads", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct SealedPayloadTests {
    @Test(
        "a worker that lacks the key warns of it by name and puts the message off, uncounted, for one that has it",
        arguments: [nil, ["old"]] as [[String]?], [nil, "a key"])
    func missingKey(keys: [String]?, orderingKey: String?) async throws {
        let queue = try TestQueue()
        try await Self.enqueue("hush", by: Backwards(keys: ["new"]), .init(orderingKey: orderingKey))
        let log = InMemoryLogHandler()
        let seen = Seen<String>()
        let handlers = [HandlerRegistration.handler(SecretHandler(seen: seen))]
        let first = try TestWorker(
            handlers, seal: keys.map(Backwards.init), logger: Logger(label: "test", factory: { _ in log }))
        try await eventually { try await queue.jobs("delayed") == 1 }
        await first.stop()
        let warning = try #require(log.entries.first { $0.message.description == "message snoozed" })
        #expect(warning.level == .warning && warning.metadata["message.kind"] == "test.secret")
        let words = keys == nil ? "was given no keys" : "with the key new, which this process does not have"
        #expect(warning.metadata["error"].map { "\($0)".contains(words) } ?? false, "\(warning)")
        #expect(try await queue.int("SELECT count(*) FROM queue.failure") == 0)

        let owner = try TestDatabase.current.client()
        let due: SQL = "SET due = due - interval '30 s'"
        try await owner.execute("UPDATE queue.delayed \(due)")
        try await owner.execute("UPDATE queue.held \(due)")
        let second = try TestWorker(handlers, seal: Backwards(keys: ["newest", "new"]))
        #expect(await seen.wait(for: 1) == ["hush 1"])
        await second.stop()
    }

    @Test("a payload that a known key does not open has failed, and so has a handler that seals without keys")
    func broken() async throws {
        let queue = try TestQueue()
        try await Self.enqueue("hush", by: Backwards(keys: ["known"]))
        try await TestDatabase.current.client().execute(
            "UPDATE queue.log SET payload = replace(payload::text, 'message', 'other')::json")
        try await queue.enqueue(Ping(number: 1), .init(maxAttempts: 1))
        let ping = PingHandler { _, context in
            try await context.commit { try await queue.queue.enqueue(Secret(text: "x"), in: $0) }
        }
        let worker = try TestWorker(
            [.handler(SecretHandler(seen: Seen())), .handler(ping)], seal: Backwards(keys: ["known"]))
        try await eventually { try await queue.jobs("dead") == 2 }
        await worker.stop()
        let reasons = try await queue.client.query("SELECT reason FROM queue.dead ORDER BY reason")
            .map { try $0.decode(String.self) }
        #expect(reasons[0].contains("Broken") && reasons[1].contains("was given no keys"), "\(reasons)")
    }

    // MARK: - Private

    private static func enqueue(_ text: String, by seal: Backwards, _ options: EnqueueOptions = .init()) async throws {
        let client = try TestDatabase.current.client(role: "bangban_intake")
        let queue = JobQueue(client, seal: seal)
        try await client.withTransaction { try await queue.enqueue(Secret(text: text), in: $0, options) }
    }
}
