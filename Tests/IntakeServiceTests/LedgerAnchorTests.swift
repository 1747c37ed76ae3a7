import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import Testing

@testable import IntakeService

@Suite("Anchors of the ledger", .database(JobQueue.migrator, IntakeSchema.migrator), .timeLimit(.minutes(5)))
struct LedgerAnchorTests {
    private static let friday = LocalDate(daysSinceEpoch: 20_713)

    @Test("each root covers the one before and the entries since, in the order of cases and numbers, and is told of")
    func roots() async throws {
        let fixture = try await IntakeFixture()
        for _ in 0..<5 { _ = try await fixture.submit(fixture.application()) }
        let first = try #require(try await anchor(fixture))
        let second = try #require(try await anchor(fixture, day: 3))
        #expect(first.entries == 10 && first.previousRoot == LedgerChain.origin)
        #expect(second.entries == 0 && second.previousRoot == first.root)
        var tree = MerkleTree()
        for row in try await fixture.client.query("SELECT hash FROM intake.ledger_entry ORDER BY case_id, seq") {
            tree.append(try row.decode([UInt8].self))
        }
        #expect(first.root == LedgerAnchor.root(after: LedgerChain.origin, day: first.day, over: tree))
        #expect(second.root == LedgerAnchor.root(after: first.root, day: second.day, over: MerkleTree()))
        let told = try await fixture.messages(LedgerAnchored.self)
        #expect(told.map(\.day) == [first.day, second.day] && told.map(\.entries) == [10, 0])
        #expect(told.map(\.root) == [first.root, second.root].map { HexDigits.text($0) })
        var verification = fixture.intake.ledger
        verification.pageSize = 2
        #expect(try await verification.run() == LedgerReport(cases: 5, entries: 10, anchors: 2))
    }

    @Test("a ledger that was rewritten consistently passes the chains' check, and its anchor finds it")
    func rewritten() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.application()).caseID
        let first = try #require(try await anchor(fixture))
        _ = try await fixture.intake.desk.dispatch(id, to: "民政局", note: nil, version: 2, by: fixture.clerk)
        let second = try #require(try await anchor(fixture, day: 1))
        try await fixture.superuser.rewriteLedger(of: id)
        let report = try await fixture.intake.ledger.run()
        #expect(report.problems.map(\.kind) == [.anchorDiffers, .anchorDiffers], "and nothing of the chains")
        #expect(report.problems.map(\.day) == [first.day, second.day])
    }

    @Test("where the anchors were rewritten too, the roots are others than those that left the database")
    func paper() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.application()).caseID
        let first = try #require(try await anchor(fixture))
        let second = try #require(try await anchor(fixture, day: 1))
        try await fixture.superuser.rewriteLedger(of: id)
        try await fixture.superuser.tamper("DELETE FROM intake.ledger_anchor; DELETE FROM intake.ledger_anchor_case")
        let forged = [try await anchor(fixture), try await anchor(fixture, day: 1)].compactMap(\.self)
        var roots: [String] = []
        var next: LedgerCursor? = .start
        while let cursor = next {
            let page = try await fixture.intake.ledger.page(after: cursor)
            #expect(page.report.problems == [], "inside of the database nothing contradicts anything")
            roots += page.anchor.map { [$0.root] } ?? []
            next = try page.next.map(LedgerCursor.init)
        }
        #expect(roots == forged.map { HexDigits.text($0.root) })
        #expect(Set([first, second].map(\.root)).isDisjoint(with: forged.map(\.root)))
    }

    @Test("an entry that is committed after the anchor was taken belongs to the next, and each entry to exactly one")
    func late() async throws {
        let fixture = try await IntakeFixture()
        let early = try await fixture.submit(fixture.application()).caseID
        let first = try await fixture.client.withTransaction { transaction in
            _ = try await fixture.intake.work.change(early, in: transaction) { change, _ in
                change.remark(.warned, by: "system", payload: LedgerPayload())
            }
            // Begun later, committed earlier.
            _ = try await fixture.submit(fixture.application())
            return try await anchor(fixture)
        }
        #expect(first?.entries == 4)
        #expect(try await anchor(fixture, day: 1)?.entries == 1)
        let covered = try await fixture.client.query(
            """
            SELECT count(a.day) FROM intake.ledger_entry e LEFT JOIN intake.ledger_anchor_case a
                ON a.case_id = e.case_id AND e.seq BETWEEN a.first AND a.last
            GROUP BY e.case_id, e.seq
            """
        ).map { try $0.decode(Int.self) }
        #expect(covered == [1, 1, 1, 1, 1])
        #expect(try await fixture.intake.ledger.run() == LedgerReport(cases: 2, entries: 5, anchors: 2))
    }

    @Test("however many processes are asked however often, a day has one anchor, told of once")
    func once() async throws {
        let fixture = try await IntakeFixture()
        _ = try await fixture.submit(fixture.application())
        let queue = JobQueue(fixture.client)
        try await fixture.client.withTransaction { transaction in
            for _ in 0..<5 { try await queue.enqueue(AnchorLedger(), in: transaction) }
        }
        let handlers = SubscriptionHandlers(Subscription(.intake, "intake"), [.handler(fixture.intake.anchoring)])
        try await QueueDrill().workOff(
            [handlers], by: TestDatabase.current.client(role: "bangban_intake"),
            TestDatabase.current.client(role: "bangban_intake"))
        #expect(try await fixture.count("intake.ledger_anchor") == 1)
        #expect(try await fixture.messages(LedgerAnchored.self).map(\.entries) == [2])
    }

    @Test("an anchor is taken every morning at ten past three")
    func schedule() async throws {
        let fixture = try await IntakeFixture()
        let next = LocalDateTime(
            try await JobQueue(fixture.client).schedule(fixture.intake.anchoring.schedule()), in: .shanghai)
        #expect(next.time.description == "03:10")
        let after = next.date.adding(days: -1)...next.date
        #expect(after.contains(LocalDate(Date(), in: .shanghai)))
    }

    private func anchor(_ fixture: IntakeFixture, day: Int = 0) async throws -> LedgerAnchor? {
        try await fixture.client.withTransaction { transaction in
            try await fixture.intake.anchoring.anchor(Self.friday.adding(days: day), in: transaction)
        }
    }
}
