import Foundation
import Models
import Testing

struct MessageTests {
    @Test("the stored form of every message is the one in its golden file, and reads back equal")
    func golden() throws {
        for message in MessageSamples.all { try check(message) }
    }

    @Test("every kind is unique, begins with a service's name and is named once for all")
    func kinds() {
        let kinds = MessageSamples.all.map { type(of: $0).kind }
        #expect(Set(kinds).count == kinds.count)
        for kind in kinds {
            #expect(
                ["intake.", "notification.", "talent_pool.", "reporting."].contains { kind.hasPrefix($0) }, "\(kind)")
            #expect(kind.allSatisfy { ($0.isASCII && $0.isLowercase) || $0 == "_" || $0 == "." }, "\(kind)")
        }
    }

    @Test("no golden file is without its message, and none of the sources' messages without a sample")
    func completeness() throws {
        let golden = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path())
        #expect(Set(golden) == Set(MessageSamples.all.map { "\(type(of: $0).kind).json" }))
        let sources = TestData.repository.appending(path: "Shared/Models/Messages")
        let names = try #require(FileManager.default.enumerator(atPath: sources.path())).compactMap { $0 as? String }
        var declared: Set<String> = []
        for name in names where name.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
            if let match = text.firstMatch(of: /public struct (\w+): Message\b/) { declared.insert(String(match.1)) }
        }
        #expect(declared == Set(MessageSamples.all.map { "\(type(of: $0))" }))
    }

    @Test("every queue is listed once, within PostgreSQL's limit for names, and has a message and a consumer")
    func queues() {
        #expect(Set(QueueName.all).count == QueueName.all.count)
        #expect(QueueName.all.allSatisfy { $0.rawValue.utf8.count <= 63 })
        #expect(Set(MessageSamples.all.map { type(of: $0).queue }) == Set(QueueName.all))
        // Job queues are consumed by the service of their name; events by those who subscribe to them.
        let consumers: [QueueName: [String]] = [
            .intake: ["intake"], .notification: ["notification"], .talentPool: ["talent-pool"],
            .reporting: ["reporting"],
            .intakeEvents: ["reporting", "talent-pool"], .notificationEvents: ["intake", "reporting"],
            .talentPoolEvents: ["intake", "reporting"], .reportingEvents: ["reporting"],
        ]
        #expect(Set(consumers.keys) == Set(QueueName.all))
        for (queue, names) in consumers where !queue.rawValue.hasSuffix(".events") {
            #expect(names == [queue.rawValue])
        }
    }

    @Test(
        "names with acronyms come back from snake_case",
        arguments: [
            ("caseID", "case_id"), ("receiptURL", "receipt_url"), ("htmlBody", "html_body"),
            ("workingDaysUsed", "working_days_used"),
            ("at", "at"), ("contentID", "content_id"), ("isPDFReady", "is_pdf_ready"),
        ])
    func snakeCase(name: String, key: String) {
        #expect(SnakeCase.encode(name) == key)
        #expect(SnakeCase.decode(key) == name)
    }

    @Test("a payload of a newer shape with fields added is still read")
    func additive() throws {
        let json = #"{"week":"2024-W28","at":"2024-07-15T00:00:00+08:00","added_later":{"x":1}}"#
        let message = try MessageCoding.decoder.decode(WeekFrozen.self, from: Data(json.utf8))
        #expect(message.week == "2024-W28")
        #expect(RFC3339.text(message.at) == "2024-07-14T16:00:00.000Z")
        let bare = try MessageCoding.decoder.decode(SendWeeklySummary.self, from: Data("{}".utf8))
        #expect(bare == SendWeeklySummary())
    }

    // MARK: - Private

    private static let folder = TestData.repository.appending(path: "Tests/ModelsTests/Golden")

    private func check<M: Message & Equatable>(_ message: M) throws {
        let encoder = MessageCoding.encoder
        encoder.outputFormatting.insert(.prettyPrinted)
        let encoded = try encoder.encode(message) + Data("\n".utf8)
        let file = Self.folder.appending(path: "\(M.kind).json")
        if ProcessInfo.processInfo.environment["BANGBAN_WRITE_GOLDEN"] != nil { try encoded.write(to: file) }
        let golden = try Data(contentsOf: file)
        #expect(String(decoding: encoded, as: UTF8.self) == String(decoding: golden, as: UTF8.self), "\(M.kind)")
        #expect(try MessageCoding.decoder.decode(M.self, from: golden) == message, "\(M.kind)")
        // What the queue stores is written by a coder of its own: it must mean the same.
        #expect(try MessageCoding.decode(M.self, from: [UInt8](golden)) == message, "\(M.kind)")
        let stored = try MessageCoding.encode(message)
        #expect(try MessageCoding.decoder.decode(M.self, from: Data(stored)) == message, "\(M.kind)")
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(stored)) as? NSDictionary)
        #expect(parsed == (try JSONSerialization.jsonObject(with: golden) as? NSDictionary), "\(M.kind)")
    }
}
