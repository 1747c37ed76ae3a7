import Foundation
import JobQueue
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import ReportingService

@Suite("Freezing a week", .database(JobQueue.migrator, ReportingSchema.migrator), .timeLimit(.minutes(5)))
struct FreezeTests {
    private static let times = (8...14).map { "2024-07-\($0 < 10 ? "0\($0)" : "\($0)")T10:00:00+08:00" }

    @Test("a frozen week stays byte for byte what it was, and late events are corrections of the next week")
    func lateEvents() async throws {
        let fixture = try ReportingFixture()
        let week = try ISOWeek("2024-W28")
        try await fixture.store(ReportingFixture.received(Self.times))
        let frozen = try await fixture.reporting.summaries.freeze(week)
        let documents = try await SnapshotStore.documents(of: week, .chinese, fixture.client)
        #expect(documents.map(\.part) == WeeklyDocument.Part.allCases)
        try await fixture.store(ReportingFixture.received(["2024-07-11T11:00:00+08:00"]))
        let again = try await fixture.reporting.summaries.freeze(week)
        #expect(again == frozen)
        #expect(again.figures.received == 7)
        #expect(try await SnapshotStore.documents(of: week, .chinese, fixture.client) == documents)
        let next = try await fixture.figures(of: "2024-W29")
        #expect(next.corrections.map(\.figure) == ["received"])
        #expect(next.corrections.first.map { [$0.frozen, $0.now, $0.difference] } == [7, 8, 1])
    }

    @Test("the documents follow from the frozen figures alone: drawn again they are the same bytes")
    func reproducible() async throws {
        let fixture = try ReportingFixture()
        let week = try ISOWeek("2024-W28")
        try await fixture.store(ReportingFixture.received(Self.times))
        let frozen = try await fixture.reporting.summaries.freeze(week)
        for language in Language.allCases {
            let stored = try await SnapshotStore.documents(of: week, language, fixture.client)
            let drawn = try WeeklyDocumentSet.standard().documents(
                frozen.figures, fingerprint: frozen.fingerprint, language: language)
            #expect(stored == drawn)
        }
    }

    @Test("a frozen week carries the newest anchor of the ledger that was told of before, and keeps it")
    func anchor() async throws {
        let fixture = try ReportingFixture()
        let week = try ISOWeek("2024-W28")
        #expect(try await fixture.figures(of: week.description).ledgerAnchor == nil)
        func tell(_ day: String, _ digit: String) async throws {
            let event = LedgerAnchored(
                day: try #require(LocalDate(day)), root: String(repeating: digit, count: 64),
                previousRoot: String(repeating: "0", count: 64), entries: 1, at: Date())
            try await fixture.client.withTransaction { try await LedgerAnchorStore.insert([event], in: $0) }
        }
        try await tell("2024-07-15", "b")
        try await tell("2024-07-14", "a")
        try await tell("2024-07-15", "c")
        let anchor = LedgerAnchorFigure(day: "2024-07-15", root: String(repeating: "b", count: 64))
        #expect(try await fixture.reporting.summaries.freeze(week).figures.ledgerAnchor == anchor)
        try await tell("2024-07-16", "d")
        #expect(try await fixture.figures(of: week.description).ledgerAnchor == anchor, "what was frozen stays")
        #expect(try await fixture.figures(of: week.next.description).ledgerAnchor?.day == "2024-07-16")
    }

    @Test("several processes that freeze at once get one week, told of once")
    func concurrentFreezes() async throws {
        let fixture = try ReportingFixture()
        let week = try ISOWeek("2024-W28")
        try await fixture.store(ReportingFixture.received(Self.times))
        let frozen = try await withThrowingTaskGroup(of: FrozenWeek.self) { group in
            for _ in 0..<3 { group.addTask { try await fixture.reporting.summaries.freeze(week) } }
            return try await group.reduce(into: Set<FrozenWeek>()) { $0.insert($1) }
        }
        #expect(frozen.count == 1)
        #expect(try await fixture.jobs(WeekFrozen.kind) == 1)
    }

    @Test("a week that goes on, or lies ahead, is refused by name")
    func weekNotEnded() async throws {
        let fixture = try ReportingFixture()
        let last = try await fixture.reporting.summaries.lastEndedWeek(before: nil)
        for week in [last.next, last.next.next] {
            let problem = await #expect(throws: Problem.self) { try await fixture.reporting.summaries.freeze(week) }
            #expect(problem?.type == "week-not-ended")
        }
        #expect(try await fixture.figures(of: last.description).received == 0)
    }

    @Test("not even the service's own role can change a frozen week")
    func databaseRefuses() async throws {
        let fixture = try ReportingFixture()
        _ = try await fixture.reporting.summaries.freeze(try ISOWeek("2024-W28"))
        for statement in [
            "UPDATE reporting.weekly_snapshot SET week = '2024-W29'", "DELETE FROM reporting.weekly_document",
        ] as [SQL] {
            let refusal = await #expect(throws: PostgresError.self) { try await fixture.client.execute(statement) }
            #expect(refusal?.sqlState == .insufficientPrivilege)
            let owner = try TestDatabase.current.client()
            await #expect(throws: PostgresError.self) { try await owner.execute(statement) }
        }
    }
}
