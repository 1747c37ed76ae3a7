import Foundation
import Hummingbird
import Postgres
import ServiceKit
import TestKit
import Testing

private let migrator = Migrator(
    schema: "hall", command: "hall migrate",
    migrations: [
        Migration(1, "thing", Array("CREATE TABLE hall.thing (id int)".utf8)),
        Migration(2, "idempotency_key", IdempotencyStore.migration(schema: "hall")),
    ])

@Suite("Idempotency keys", .database(migrator))
struct IdempotencyTests {
    private let store = IdempotencyStore(schema: "hall")
    private let key = IdempotencyKey("8e03978e-40d5-43dd-bc93-6894a57f9324")

    @Test("the same request again gets the stored response and has no second effect")
    func replay() async throws {
        let client = try TestDatabase.current.client()
        let first = try await send(client, "a")
        let second = try await send(client, "a")
        #expect(first.body == Array("made".utf8) && second.body == first.body)
        #expect(!first.isReplay && second.isReplay)
        #expect(second.status == 201 && second.location == "/things/1" && second.eTag == "\"v1\"")
        #expect(try await count(client) == 1)
    }

    @Test("another body with the same key is refused; another scope is another key")
    func reused() async throws {
        let client = try TestDatabase.current.client()
        _ = try await send(client, "a")
        let problem = await #expect(throws: Problem.self) { try await send(client, "b") }
        #expect(problem?.type == "idempotency-key-reused" && problem?.status == .unprocessableContent)
        #expect(try await send(client, "b", scope: "other").isReplay == false)
        #expect(try await count(client) == 2)
    }

    @Test("an effect that fails leaves nothing behind and may be tried again")
    func failure() async throws {
        let client = try TestDatabase.current.client()
        struct Failure: Error {}
        let key = try #require(key)
        await #expect(throws: Failure.self) {
            try await client.withTransaction { transaction in
                try await store.once(key, scope: "s", body: [1], in: transaction) {
                    try await transaction.execute("INSERT INTO hall.thing VALUES (1)")
                    throw Failure()
                }
            }
        }
        #expect(try await count(client) == 0)
        #expect(try await send(client, "a", scope: "s").isReplay == false)
    }

    @Test("the same request while the first is still running is told so, and never runs twice")
    func inProgress() async throws {
        let client = try TestDatabase.current.client()
        let key = try #require(key)
        try await client.withTransaction { transaction in
            _ = try await store.once(key, scope: "s", body: Array("a".utf8), in: transaction) {
                let problem = await #expect(throws: Problem.self) { try await send(client, "a", scope: "s") }
                #expect(problem?.type == "request-in-progress" && problem?.status == .conflict)
                return try StoredResponse(json: "x")
            }
        }
        #expect(try await send(client, "a", scope: "s").isReplay)
        #expect(try await count(client) == 0)
    }

    @Test("a hundred attempts at once have one effect")
    func storm() async throws {
        let client = try TestDatabase.current.client { $0.poolSize = 8 }
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 {
                group.addTask { (try? await self.send(client, "a")) != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(outcomes >= 1)
        #expect(try await count(client) == 1)
    }

    @Test("an expired response is forgotten: the key works anew, and purging removes it")
    func expiry() async throws {
        let client = try TestDatabase.current.client()
        _ = try await send(client, "a")
        #expect(try await store.purge(client) == 0)
        try await client.execute("UPDATE hall.idempotency_key SET expires_at = now() - interval '1 second'")
        #expect(try await send(client, "b").isReplay == false)
        try await client.execute("UPDATE hall.idempotency_key SET expires_at = now() - interval '1 second'")
        #expect(try await store.purge(client) == 1)
    }

    @Test(
        "a key is 8 to 255 visible characters, quoted or not",
        arguments: zip(
            [
                "\"8e03978e-40d5\"", "8e03978e-40d5", "short", "with\u{1}control", "汉字汉字汉字",
                String(repeating: "x", count: 256),
            ],
            ["8e03978e-40d5", "8e03978e-40d5", nil, nil, nil, nil]))
    func keys(text: String, expected: String?) {
        #expect(IdempotencyKey(text)?.text == expected)
    }

    private func send(_ client: PostgresClient, _ body: String, scope: String = "kiosk:1") async throws
        -> StoredResponse
    {
        let key = try #require(key)
        return try await client.withTransaction { transaction in
            try await store.once(key, scope: scope, body: Array(body.utf8), in: transaction) {
                try await transaction.execute("INSERT INTO hall.thing VALUES (1)")
                return StoredResponse(
                    status: .created, mediaType: "text/plain", location: "/things/1", eTag: "\"v1\"",
                    body: Array("made".utf8))
            }
        }
    }

    private func count(_ client: PostgresClient) async throws -> Int {
        try await client.query("SELECT count(*) FROM hall.thing")[0].decode()
    }
}
