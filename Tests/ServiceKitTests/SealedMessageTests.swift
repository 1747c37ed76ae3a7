import JobQueue
import Logging
import Models
import Postgres
import ServiceKit
import Synchronization
import TestKit
import Testing

/// A message whose payload nobody reads in the database.
private struct Secret: SealedMessage, Hashable {
    static let kind = "test.secret"
    static let queue = QueueName(rawValue: "test")
    var text: String
}

private struct SecretHandler: MessageHandler {
    let seen: @Sendable (String) -> Void
    var retryPolicy: RetryPolicy { RetryPolicy(maxAttempts: 1) }

    func handle(_ payload: Secret, _ context: MessageContext) async throws { seen(payload.text) }
}

@Suite("Sealed messages", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct SealedMessageTests {
    private let old = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
    private let new = (0..<32).map { _ in UInt8.random(in: .min ... .max) }

    @Test("the payload is unreadable in the log, and is handled by who has the key, also after the keys were replaced")
    func sealed() async throws {
        let client = try TestDatabase.current.client(role: "bangban_intake")
        let queue = JobQueue(client, seal: try sealing([old]))
        try await client.withTransaction { transaction in
            try await queue.enqueue(Secret(text: "138 0000 0000"), in: transaction)
            try await queue.enqueue(contentsOf: [Secret(text: "in bulk")], in: transaction)
        }
        let stored = try await client.query("SELECT payload::text FROM queue.log").map { try $0.decode(String.self) }
        #expect(stored.allSatisfy { $0.hasPrefix(#"{"sealed":""#) && !$0.contains("138") && !$0.contains("bulk") })

        // A worker without the key leaves them for one that has it, and does so again.
        for _ in 0..<2 {
            #expect(try await work(nil).isEmpty)
            #expect(try await work(sealing([new])).isEmpty)
        }
        #expect(try await client.query("SELECT FROM queue.failure").isEmpty)
        #expect(try await Set(work(sealing([new, old]))) == ["138 0000 0000", "in bulk"])
    }

    @Test("a payload that was changed does not wait for a key, and fails with the reason")
    func changed() async throws {
        let client = try TestDatabase.current.client(role: "bangban_intake")
        let queue = JobQueue(client, seal: try sealing([old]))
        try await client.withTransaction { try await queue.enqueue(Secret(text: "138 0000 0000"), in: $0) }
        try await TestDatabase.current.client().execute(
            """
            UPDATE queue.log
               SET payload = json_build_object('sealed', overlay(payload ->> 'sealed' PLACING 'AAAA' FROM 20))
            """)
        #expect(try await work(sealing([old])).isEmpty)
        let reason: String = try await client.query("SELECT reason FROM queue.dead")[0].decode()
        #expect(reason.contains("was changed"), "\(reason)")
    }

    @Test("without keys a sealed message is not enqueued, and the transaction goes on without it")
    func noKeys() async throws {
        let client = try TestDatabase.current.client(role: "bangban_intake")
        try await client.withTransaction { transaction in
            _ = await #expect(throws: PayloadSealMissing.self) {
                try await JobQueue(client).enqueue(Secret(text: "x"), in: transaction)
            }
        }
        #expect(try await client.query("SELECT FROM queue.log").isEmpty)
    }

    private func sealing(_ keys: [[UInt8]]) throws -> Sealing { Sealing(try #require(SealingKeys(keys))) }

    /// What a worker with these keys, or none, makes of what is due now.
    private func work(_ seal: Sealing?) async throws -> [String] {
        let texts = Texts()
        let drill = try QueueDrill()
        try await drill.pass(.seconds(3600))
        let handlers = SubscriptionHandlers(
            Subscription(Secret.queue, "tests"), [.handler(SecretHandler { texts.add($0) })])
        try await drill.workOff(
            [handlers], by: TestDatabase.current.client(role: "bangban_intake"), seal: seal)
        return texts.all
    }

    private final class Texts: Sendable {
        private let state = Mutex<[String]>([])

        var all: [String] { state.withLock { $0 } }

        func add(_ text: String) { state.withLock { $0.append(text) } }
    }
}
