import Foundation
import Models
import Postgres
import TestKit
import Testing

@Suite("A week of hotline requests, with all services as processes", .database(), .timeLimit(.minutes(5)))
struct WeekTests {
    private static let week = "2024-W28"
    private static let rows = 1500
    private static let director = "director@example.org"

    @Test("from CSV to the director's mail, with services killed on the way: figures add up, the mail comes once")
    func weekToMail() async throws {
        let house = try House(mail: try await MailCatcher.start())
        try await house.open()
        let file = try await sample(house)
        defer { try? FileManager.default.removeItem(at: file) }

        try await house.bangban("import", "hotline", file.path)
        try await house.reporting.kill()
        try await house.bangban("import", "hotline", file.path)  // adds nothing
        try await house.reporting.restart()

        try await house.eventually("Reporting has all", within: .seconds(120)) {
            try await report(house)["received"] as? Int == Self.rows
        }
        let kinds = try #require(try await report(house)["kinds"] as? [[String: Any]])
        let counted = kinds.compactMap { $0["count"] as? Int }
        #expect(counted == (try expectedKinds(file)))

        let anchor = try await anchor(house)
        try await house.notification.kill()
        try await house.bangban("report", "send", Self.week, "--to", Self.director)
        try await house.bangban("report", "send", Self.week, "--to", Self.director)
        try await house.notification.restart()
        let mail = try #require(try await house.mail.mails(within: .seconds(60)).first)
        #expect(mail.envelopeRecipients == [Self.director])
        #expect(mail.parts.map(\.type).starts(with: ["text/plain", "text/html"]))
        #expect(mail.parts.count { $0.type == "image/png" && $0.contentID != nil } >= 2)
        #expect(mail.parts.contains { $0.type == "application/pdf" })
        #expect(mail.part("text/plain")?.text.contains(anchor) == true)
        #expect(mail.part("text/html")?.text.contains(anchor) == true)
        let verified = try await house.bangban("ledger", "verify", "--anchor", anchor)
        #expect(verified.hasSuffix("the ledger still is what it was on \(anchor.prefix(10))\n"))
        #expect(mail.parts.contains { $0.filename?.hasSuffix(".xlsx") == true })

        try await house.eventually("the delivery is on record") {
            try await house.count("notification.notification WHERE status = 'delivered' AND channel = 'email'") == 1
        }
        #expect(try await house.count("notification.notification") == 1)
        #expect(try house.mail.caught().count == 1)
    }

    /// Lets it be ten past three, and returns the anchor, `DAY=ROOT`, when Reporting has heard of it.
    private func anchor(_ house: House) async throws -> String {
        let moved = try await house.database.client().execute(
            "UPDATE queue.cron SET next_at = now() WHERE name = 'ledger-anchor' AND expression = '10 3 * * *'")
        #expect(moved == 1)
        try await house.eventually("Reporting has the anchor") { try await house.count("reporting.ledger_anchor") == 1 }
        let lines = try await house.bangban("ledger", "anchor").split(separator: "\n").map(String.init)
        #expect(lines.last == "4,500 entries since the anchor before")
        return try #require(lines.first)
    }

    /// The first rows of the sample week.
    private func sample(_ house: House) async throws -> URL {
        let file = FileManager.default.temporaryDirectory.appending(path: "week-\(UUID().uuidString).csv")
        try await house.bangban("sample", "hotline-week", Self.week, "--output", file.path)
        let text = try String(contentsOf: file, encoding: .utf8)
        let lines = text.split(separator: "\r\n", maxSplits: Self.rows + 1).prefix(Self.rows + 1)
        try Data((lines.joined(separator: "\r\n") + "\r\n").utf8).write(to: file)
        return file
    }

    private func report(_ house: House) async throws -> [String: Any] {
        let printed = try await house.bangban("report", "show", Self.week, "--json")
        return try JSONSerialization.jsonObject(with: Data(printed.utf8)) as? [String: Any] ?? [:]
    }

    private func expectedKinds(_ file: URL) throws -> [Int] {
        let table = try CSVTable([UInt8](try Data(contentsOf: file)), required: ["kind"])
        #expect(table.rows.count == Self.rows)
        return CaseKind.hotline.map { kind in table.rows.count { $0["kind"] == kind.rawValue } }
    }
}
