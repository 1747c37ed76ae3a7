import Foundation
import JobQueue
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import IntakeService

@Suite("A calendar that changes", .database(JobQueue.migrator, IntakeSchema.migrator), .timeLimit(.minutes(5)))
struct CalendarChangeTests {
    @Test("a holiday announced later moves an open case's due times, with ledger entry, event, notice and new checks")
    func later() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.application()).caseID
        let before = try await fixture.intake.desk.open(id).row
        try await loadHolidays(fixture, before: try #require(before.promisedDue))
        let row = try await fixture.intake.desk.open(id).row
        let engine = try fixture.intake.configuration.engine(await fixture.intake.catalogue.reference().calendar)
        let accepted = try #require(row.acceptedAt)
        #expect(row.promisedDue == (try engine.deadline(from: accepted, limit: .workingDays(5)).due))
        #expect(row.statutoryDue == (try engine.deadline(from: accepted, limit: .workingDays(20)).due))
        #expect(row.promisedDue != before.promisedDue)
        #expect(row.version == before.version)
        let entry = try #require(try await fixture.intake.desk.open(id).entries.last)
        #expect(entry.action == .deadlineChanged)
        #expect(entry.reason?.hasPrefix("calendar-notice: ") == true)
        for due in [before.promisedDue, row.promisedDue, before.statutoryDue, row.statutoryDue] {
            #expect(entry.payload.contains(RFC3339.string(try #require(due))))
        }
        let event = try #require(try await fixture.messages(DeadlineChanged.self).first)
        #expect(event.summary.promisedDue == row.promisedDue && event.previousPromisedDue == before.promisedDue)
        let notice = try await fixture.messages(SendNotification.self).map(\.template)
        #expect(notice == ["case-receipt", "deadline-changed"])
        #expect(try await scheduled(fixture).filter { $0.dueVersion == 2 }.count == 6)
        #expect(try await fixture.intake.ledger.run().problems == [])
    }

    @Test("where the due times stay the same nothing is written, and a second pass finds nothing to do")
    func unchanged() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.application()).caseID
        let year = LocalDate(Date(), in: .shanghai).year
        let far = ReferenceSample.calendar + "\n\(year + 1)-12-31,holiday,元旦"
        _ = try await fixture.intake.upload.calendar(Array(far.utf8))
        try await recompute(fixture)
        #expect(try await fixture.actions(of: id) == ["submit", "accept"])
        try await loadHolidays(fixture, before: try #require(try await fixture.intake.desk.open(id).row.promisedDue))
        try await recompute(fixture)
        #expect(try await fixture.actions(of: id) == ["submit", "accept", "deadline_changed"])
        #expect(try await fixture.messages(DeadlineChanged.self).count == 1)
    }

    @Test("an application that waited for the calendar is accepted as of the day it came in, and its party is told")
    func waiting() async throws {
        let fixture = try await IntakeFixture(calendar: ReferenceSample.oldCalendar)
        let id = try await fixture.submit(fixture.application()).caseID
        let written = try await fixture.submit(fixture.ownWords()).caseID
        _ = try await fixture.intake.upload.calendar(Array(ReferenceSample.calendar.utf8))
        try await recompute(fixture)
        let row = try await fixture.intake.desk.open(id).row
        let engine = try fixture.intake.configuration.engine(await fixture.intake.catalogue.reference().calendar)
        #expect(row.state == .accepted)
        #expect(row.acceptedAt == row.receivedAt)
        #expect(row.promisedDue == (try engine.deadline(from: row.receivedAt, limit: .workingDays(5)).due))
        #expect(try await fixture.actions(of: id) == ["submit", "note", "accept"])
        #expect(try await fixture.messages(CaseAccepted.self).map(\.summary.caseID) == [id])
        #expect(try await fixture.messages(SendNotification.self).filter { $0.template == "case-accepted" }.count == 1)
        #expect(try await scheduled(fixture).count == 6)
        // One in own words is for a clerk to judge, with a calendar or without.
        #expect(try await fixture.intake.desk.open(written).row.state == .submitted)
        #expect(try await fixture.intake.ledger.run().problems == [])
    }

    @Test("an application that waited past its due time is breached at once, and only that")
    func waitedTooLong() async throws {
        let fixture = try await IntakeFixture(calendar: ReferenceSample.oldCalendar)
        let id = try await fixture.submit(fixture.application("payment-record")).caseID
        try await fixture.superuser.execute("UPDATE intake.intake_case SET received_at = now() - interval '14 days'")
        let years = try await fixture.superuser.query(
            "SELECT extract(year FROM received_at)::int, extract(year FROM now())::int FROM intake.intake_case"
        )[0].decode(Int.self, Int.self)
        let calendar =
            "date,kind,name\n" + (years.0...years.1 + 1).map { "\($0)-10-01,holiday,国庆节" }.joined(separator: "\n")
        _ = try await fixture.intake.upload.calendar(Array(calendar.utf8))
        try await recompute(fixture)
        let due = try await messagesDue(fixture)
        #expect(due.map(\.threshold) == [.due])
        for check in due { try await run(check, fixture) }
        #expect(try await fixture.actions(of: id) == ["submit", "note", "accept", "breached"])
    }

    @Test("a due time that moves into the past is breached once, however often it was warned of before")
    func earlier() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.application()).caseID
        // As if the case had come in two months ago and its due time had been computed with a calendar of rest days only.
        try await fixture.superuser.execute(
            """
            UPDATE intake.intake_case SET accepted_at = now() - interval '60 days', promised_due = now() + interval '1 day',
                statutory_due = now() + interval '2 days'
            """)
        try await run(CheckDeadline(caseID: id, clock: .promised, threshold: .eightyPercent, dueVersion: 1), fixture)
        let year = LocalDate(Date(), in: .shanghai).year
        let wider = (year - 1...year + 1).map { "\($0)-10-01,holiday,国庆节" }.joined(separator: "\n")
        _ = try await fixture.intake.upload.calendar(Array(("date,kind,name\n" + wider).utf8))
        try await recompute(fixture)
        let due = try await messagesDue(fixture)
        #expect(Set(due.map(\.clock)) == [.promised, .statutory])
        #expect(due.allSatisfy { $0.threshold == .due && $0.dueVersion == 2 })
        for check in due + due { try await run(check, fixture) }
        #expect(
            try await fixture.actions(of: id) == [
                "submit", "accept", "warned", "deadline_changed", "breached", "breached",
            ])
    }

    @Test("a hotline order without a due time gets one, without a word to the caller and without alarms about the past")
    func hotline() async throws {
        let fixture = try await IntakeFixture(calendar: ReferenceSample.oldCalendar)
        let rows = ReferenceSample.hotline([ReferenceSample.hotlineRow("a"), ReferenceSample.hotlineRow("b")])
        var configuration = try IntakeFixture.configuration()
        configuration.ownWordsLimits = CaseLimits(statutory: nil, promised: .workingDays(5))
        _ = try await Intake(fixture.client, configuration).hotline.run(rows, firstLine: 2)
        #expect(try await fixture.intake.desk.list(CaseFilter()).rows.map(\.promisedDue) == [nil, nil])
        _ = try await fixture.intake.upload.calendar(Array("date,kind,name\n2024-10-01,holiday,国庆节".utf8))
        try await recompute(fixture)
        let dues = try await fixture.superuser.query("SELECT promised_due, due_version FROM intake.intake_case").map {
            try $0.decode(Date?.self, Int.self)
        }
        let due = try #require(RFC3339.date("2024-07-15T17:30:00+08:00"))
        #expect(dues.map(\.0) == [due, due])
        #expect(dues.map(\.1) == [2, 2])
        #expect(try await fixture.messages(SendNotification.self).isEmpty)
        #expect(try await scheduled(fixture).isEmpty)
        #expect(try await messagesDue(fixture).isEmpty)
        #expect(try await fixture.intake.ledger.run().problems == [])
    }

    @Test("many cases are taken step by step, each once")
    func steps() async throws {
        let fixture = try await IntakeFixture()
        var ids: [CaseID] = []
        for _ in 0..<7 { ids.append(try await fixture.submit(fixture.application()).caseID) }
        try await loadHolidays(
            fixture, before: try #require(try await fixture.intake.desk.open(ids[0]).row.promisedDue))
        #expect(try await fixture.messages(RecomputeDeadlines.self).compactMap(\.after).count == 3)
        for id in ids { #expect(try await fixture.actions(of: id) == ["submit", "accept", "deadline_changed"]) }
    }

    @Test("the statutory clock is watched on after a rework")
    func rework() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.application()).caseID
        let (desk, clerk) = (fixture.intake.desk, fixture.clerk)
        var row = try await desk.open(id).row
        row = try await desk.dispatch(id, to: "民政局", note: nil, version: row.version, by: clerk)
        row = try await desk.sign(id, version: row.version, by: clerk)
        row = try await desk.reply(id, outcome: .solved, text: "已办", version: row.version, by: clerk)
        row = try await desk.followUp(id, outcome: .dissatisfied, note: nil, version: row.version, by: clerk)
        let checks = try await scheduled(fixture).filter { $0.dueVersion == 2 }
        #expect(checks.filter { $0.clock == .statutory }.count == 3)
        try await loadHolidays(fixture, before: try #require(row.promisedDue))
        let engine = try fixture.intake.configuration.engine(await fixture.intake.catalogue.reference().calendar)
        let reworked = try #require(try await desk.open(id).entries.first { $0.action == .followUp }).at
        row = try await desk.open(id).row
        #expect(row.promisedDue == (try engine.deadline(from: reworked, limit: .workingDays(3)).due))
    }

    // MARK: - Private

    /// Announces two working days before `due` as days off, and runs what that asks for.
    private func loadHolidays(_ fixture: IntakeFixture, before due: Date) async throws {
        let calendar = try await fixture.intake.catalogue.reference().calendar
        let last = LocalDate(due, in: .shanghai)
        let days = [last, try calendar.workday(before: last)].sorted()
        let lines = ReferenceSample.calendar.split(separator: "\n").map(String.init)
            .filter { line in !days.contains { line.hasPrefix($0.description) } }
        let more = days.map { "\($0.description),holiday,临时放假" }
        _ = try await fixture.intake.upload.calendar(Array((lines + more).joined(separator: "\n").utf8))
        try await recompute(fixture)
    }

    /// Runs the pass that the last upload asked for, in steps of two cases.
    private func recompute(_ fixture: IntakeFixture) async throws {
        let handler = RecomputeDeadlinesHandler(
            work: fixture.intake.work, configuration: fixture.intake.configuration, stepSize: 2)
        var seen = try await fixture.messages(RecomputeDeadlines.self).count - 1
        while let job = try await fixture.messages(RecomputeDeadlines.self).dropFirst(seen).first {
            try await fixture.client.withTransaction { try await handler.step(job, in: $0) }
            seen += 1
        }
    }

    private func run(_ check: CheckDeadline, _ fixture: IntakeFixture) async throws {
        try await fixture.client.withTransaction {
            try await CheckDeadlineHandler(work: fixture.intake.work).check(check, in: $0)
        }
    }

    /// The checks that are still to come.
    private func scheduled(_ fixture: IntakeFixture) async throws -> [CheckDeadline] {
        try await fixture.superuser.query(
            "SELECT payload::text FROM queue.delayed WHERE kind = \(CheckDeadline.kind) AND due > now()"
        ).map { try MessageCoding.decoder.decode(CheckDeadline.self, from: Data($0.decode(String.self).utf8)) }
    }

    /// The checks that are due at once.
    private func messagesDue(_ fixture: IntakeFixture) async throws -> [CheckDeadline] {
        try await fixture.messages(CheckDeadline.self)
    }
}
