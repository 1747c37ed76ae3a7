import Foundation
import JobQueue
import Logging
import Models
import Postgres
import ServiceKit
import ServiceLifecycle
import TestKit
import Testing

@testable import ReportingService

@Suite(
    "Events through the queue", .database(JobQueue.migrator, ReportingSchema.migrator), .serialized,
    .timeLimit(.minutes(5)))
struct IngestionTests {
    /// Runs the service's workers beside `body`.
    private static func withWorkers(
        _ count: Int, _ fixture: ReportingFixture, _ body: () async throws -> Void
    ) async throws {
        let workers = (0..<count).map { _ in
            QueueWorker(
                fixture.client, subscriptions: fixture.reporting.subscriptions, logger: Logger(label: "test.worker"))
        }
        var configuration = ServiceGroupConfiguration(services: workers, logger: Logger(label: "test.group"))
        configuration.maximumCancellationDuration = .seconds(20)
        let group = ServiceGroup(configuration: configuration)
        let running = Task { try await group.run() }
        do {
            try await body()
        } catch {
            await group.triggerGracefulShutdown()
            try await running.value
            throw error
        }
        await group.triggerGracefulShutdown()
        try await running.value
    }

    /// Waits until a count has reached a number, and says how long that took.
    @discardableResult
    private static func wait(
        _ fixture: ReportingFixture, for expected: Int, _ sql: SQL, within limit: Duration = .seconds(90)
    ) async throws -> Duration {
        let clock = ContinuousClock()
        let start = clock.now
        while true {
            let count = try await fixture.client.query(sql)[0].decode(Int.self)
            if count >= expected { return clock.now - start }
            try #require(clock.now - start < limit, "only \(count) of \(expected)")
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// The bulletin's cases, spread over the week, as the summaries that Intake would publish.
    private static func summaries() throws -> [CaseSummary] {
        let start = try ISOWeek("2024-W28").interval(in: .shanghai).lowerBound
        var direct = Bulletin.direct
        var number = 0
        return Bulletin.kinds.flatMap { kind, count, _ in
            (0..<count).map { _ in
                number += 1
                direct -= 1
                let at = start.addingTimeInterval(Double(number % 10_080) * 60 + Double(number % 60))
                return CaseSummary(
                    caseID: .next(), number: "BB20240708-\(number)", kind: kind, channel: .hotline,
                    handling: direct >= 0 ? .direct : .dispatched, regionCode: "150105", receivedAt: at)
            }
        }
    }

    @Test("the bulletin's 71,184 cases, as events in the queue, come out as the bulletin's figures")
    func bulletin() async throws {
        let fixture = try ReportingFixture()
        let summaries = try Self.summaries()
        let queue = JobQueue(fixture.client)
        try await fixture.client.withTransaction { transaction in
            try await queue.enqueue(
                contentsOf: summaries.map { CaseAccepted(summary: $0, at: $0.receivedAt) }, in: transaction)
            let calendar = CalendarPublished(year: 2024, entries: Bulletin.calendar.entries, at: Date())
            try await queue.enqueue(calendar, in: transaction)
            let anchored = LedgerAnchored(
                day: Bulletin.day(2024, 7, 15), root: String(repeating: "5d", count: 32),
                previousRoot: String(repeating: "00", count: 32), entries: 213_552, at: Date())
            try await queue.enqueue(anchored, in: transaction)
        }
        try await Self.withWorkers(2, fixture) {
            let time = try await Self.wait(
                fixture, for: Bulletin.received,
                "SELECT count(*) FROM reporting.case_fact WHERE accepted_at IS NOT NULL")
            print("ingested \(Bulletin.received) events in \(time)")
            try await Self.wait(fixture, for: 1, "SELECT count(*) FROM reporting.calendar_year")
            try await Self.wait(fixture, for: 1, "SELECT count(*) FROM reporting.ledger_anchor")
        }
        let figures = try await fixture.figures(of: "2024-W28")
        #expect((figures.received, figures.dailyAverage, figures.workdays) == (71_184, 10_169, 5))
        #expect(figures.changeFromPreviousWeekPercent == nil, "there is no previous week")
        #expect(figures.handling.map(\.sharePercent) == [52.72, 47.28])
        #expect(figures.kinds.map(\.count) == Bulletin.kinds.map(\.1))
        #expect(figures.kinds.map(\.sharePercent) == Bulletin.kinds.map(\.2))
        #expect(figures.dataQuality.eventHighWaterMark != nil)
        #expect(figures.ledgerAnchor == .init(day: "2024-07-15", root: String(repeating: "5d", count: 32)))
    }

    @Test("the Monday job, worked on by two processes and asked for twice, writes to each subscriber once")
    func mondayJob() async throws {
        let fixture = try ReportingFixture()
        for address in ["a@example.org", "b@example.org"] {
            let recipient = try Recipient(
                EmailAddress(address), language: .english, sealing: fixture.settings.sealing,
                searchHash: fixture.settings.searchHash)
            _ = try await SubscriberStore.put(recipient, maskedEmail: "masked", fixture.client)
        }
        let queue = JobQueue(fixture.client)
        try await fixture.client.withTransaction { transaction in
            for _ in 0..<2 { try await queue.enqueue(SendWeeklySummary(), in: transaction) }
        }
        let last = try await fixture.reporting.summaries.lastEndedWeek(before: nil)
        try await Self.withWorkers(2, fixture) {
            try await Self.wait(fixture, for: 2, "SELECT count(*) FROM reporting.weekly_delivery")
        }
        #expect(try await fixture.jobs(SendDocument.kind) == 2)
        let deliveries = try await WeeklyDeliveryStore.all(of: last, fixture.client)
        #expect(deliveries.map(\.language) == [.english, .english])
    }

    @Test("the cron row is written once, for Mondays 08:00 in Shanghai")
    func schedule() async throws {
        let fixture = try ReportingFixture()
        let entry = fixture.reporting.monday.entry
        let queue = JobQueue(fixture.client)
        let first = try await queue.schedule(entry)
        let second = try await queue.schedule(entry)
        #expect(first == second)
        let local = LocalDateTime(first, in: .shanghai)
        #expect(local.date.weekday == 1 && local.time.description == "08:00")
    }
}
