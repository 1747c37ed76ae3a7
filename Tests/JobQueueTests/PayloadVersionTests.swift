import JobQueue
import Models
import Postgres
import TestKit
import Testing

/// Said how long in hours once, says it in minutes now.
private struct Visit: Message, Hashable {
    static let kind = "test.visit"
    static let queue = QueueName.test
    static let version = 2
    var place: String
    var minutes: Int

    private struct First: Codable {
        var place: String
        var hours: Double
    }

    static func read(_ json: [UInt8], version: Int) throws -> Visit {
        guard version == 1 else { return try MessageCoding.decode(Visit.self, from: json) }
        let first = try MessageCoding.decode(First.self, from: json)
        return Visit(place: first.place, minutes: Int(first.hours * 60))
    }
}

private struct VisitHandler: MessageHandler {
    let seen: Seen<Visit>

    func handle(_ payload: Visit, _ context: MessageContext) async throws { seen.add(payload) }
}

@Suite("Versions of a payload", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct PayloadVersionTests {
    @Test("a payload of an older version is read in its own shape, one that fits neither is given up with the reason")
    func older() async throws {
        let queue = try TestQueue()
        try await queue.enqueue(Visit(place: "hall", minutes: 20))
        for payload in [#"{"place": "village", "hours": 1.5}"#, #"{"place": "village", "minutes": 3}"#] {
            _ = try await queue.client.query(
                "SELECT queue.enqueue('test.visit', \(payload)::jsonb, 'test', version => 1)")
        }
        let seen = Seen<Visit>()
        try await withWorker([.handler(VisitHandler(seen: seen))]) { _ in
            await seen.wait(for: 2)
            try await eventually { try await queue.jobs("dead") == 1 }
        }
        #expect(Set(seen.values) == [Visit(place: "hall", minutes: 20), Visit(place: "village", minutes: 90)])
        let reason: String = try await queue.client.query("SELECT reason FROM queue.dead")[0].decode()
        #expect(reason.contains("not a test.visit of version 1") && reason.contains("hours"), "\(reason)")
    }
}
