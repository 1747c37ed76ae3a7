import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import Testing

@testable import ReportingService

@Suite(
    "A week's facts from the database", .database(JobQueue.migrator, ReportingSchema.migrator), .timeLimit(.minutes(5)))
struct WeeklyFactsTests {
    @Test("a week begins on Monday 00:00 in Shanghai and ends before the next")
    func boundary() async throws {
        let fixture = try ReportingFixture()
        try await fixture.store(
            ReportingFixture.received([
                "2024-07-07T23:59:59.999+08:00", "2024-07-08T00:00:00+08:00", "2024-07-14T23:59:59.999+08:00",
                "2024-07-15T00:00:00+08:00", "2024-07-14T16:00:00Z",
            ]))
        #expect(try await fixture.figures(of: "2024-W27").received == 1)
        #expect(try await fixture.figures(of: "2024-W28").received == 2)
        #expect(try await fixture.figures(of: "2024-W29").received == 2)
        let days = try await fixture.figures(of: "2024-W28").daily
        #expect(days.first?.received == 1 && days.last?.received == 1)
    }

    @Test("events in any order, repeated, in several transactions, leave one row that equals the fold")
    func orderTolerance() async throws {
        let fixture = try ReportingFixture()
        let caseID = CaseID.next()
        let course = CaseFactChangeTests.course(of: caseID)
        for change in (course + course).shuffled() { try await fixture.store([change]) }
        let row = try await fixture.client.query(
            """
            SELECT department, promised_due, accepted_at, first_replied_at, last_replied_at, reply_outcome, reworked_at,
                promised_breached_at, last_closed_at, working_days_used
            FROM reporting.case_fact WHERE case_id = \(caseID.rawValue)
            """)[0]
        let expected = try #require(CaseFactStore.folded(course).first)
        let (department, due, accepted, firstReply, lastReply, outcome, reworked, breached, closed, used) =
            try row.decode(
                String?.self, Date?.self, Date?.self, Date?.self, Date?.self, String?.self, Date?.self, Date?.self,
                Date?.self, Int?.self)
        #expect(department == expected.summary.department)
        #expect(due == expected.summary.promisedDue)
        #expect(accepted == expected.acceptedAt)
        #expect(firstReply == expected.firstRepliedAt)
        #expect(lastReply == expected.lastReply?.at)
        #expect(outcome == "solved")
        #expect(reworked == expected.reworkedAt)
        #expect(breached == expected.promisedBreachedAt)
        #expect(closed == expected.lastClosing?.at)
        #expect(used == 4)
    }

    @Test("what happened after the week's end is not seen in its figures, but in the next week's")
    func asOfWeekEnd() async throws {
        let fixture = try ReportingFixture()
        // Received on Friday 2024-07-12 at 09:00, promised for the Monday, closed on the Tuesday: late.
        let received = try #require(RFC3339.date("2024-07-12T09:00:00+08:00"))
        try await fixture.store(CaseFactChangeTests.course(receivedAt: received))
        let first = try await fixture.figures(of: "2024-W28")
        #expect((first.received, first.accepted, first.closed, first.openAtWeekEnd) == (1, 1, 0, 1))
        #expect((first.overdueAtWeekEnd, first.dueNextWeek) == (0, 1))
        #expect(first.rates.onTime.percent == nil)
        #expect(first.rates.response == Rate(1, of: 1, .cohort))
        let second = try await fixture.figures(of: "2024-W29")
        #expect((second.received, second.closed, second.openAtWeekEnd, second.breached) == (0, 1, 0, 1))
        #expect(second.rates.onTime == Rate(0, of: 1, .flow))
        #expect(second.rates.firstTime == Rate(0, of: 1, .flow))
        #expect(second.speed.meanSpeedUpPercent == 60)
        #expect(second.changeFromPreviousWeekPercent == -100)
        #expect(second.departments.map(\.name) == ["住房和城乡建设局"])
    }

    @Test("an open case past its promise is overdue, with the working days it is late")
    func overdue() async throws {
        let fixture = try ReportingFixture()
        let received = try #require(RFC3339.date("2024-07-01T09:00:00+08:00"))
        try await fixture.store(Array(CaseFactChangeTests.course(receivedAt: received).prefix(4)))
        try await fixture.client.withTransaction { transaction in
            let published = CalendarPublished(year: 2024, entries: Bulletin.calendar.entries, at: received)
            try await CalendarStore.merge([published], in: transaction)
        }
        let figures = try await fixture.figures(of: "2024-W28")
        #expect(figures.overdueAtWeekEnd == 1)
        #expect(figures.overdueCases.first?.overdueWorkdays == 6, "due on Thursday 07-04; then 07-05 and 07-08…12")
        #expect(figures.overdueCases.first?.region == "呼和浩特市赛罕区")
        #expect(figures.workdays == 5)
    }

    @Test("follow-ups, helpers and notices of the week are rates with their numerators and denominators")
    func rates() async throws {
        let fixture = try ReportingFixture()
        let at = try #require(RFC3339.date("2024-07-10T10:00:00+08:00"))
        let summary = CaseFactChangeTests.course()[0].summary
        let events = [(true, true, true), (true, false, true), (true, nil, nil), (false, nil, nil)].enumerated().map {
            CaseFollowedUp(
                summary: summary, at: at.addingTimeInterval(Double($0)), reached: $1.0, resolved: $1.1, satisfied: $1.2)
        }
        let (first, second) = (CaseID.next(), CaseID.next())
        try await fixture.client.withTransaction { transaction in
            try await FollowUpStore.insert(events + events, in: transaction)
            let helpers: [HelperFactChange] = [
                .init(
                    HelperUnavailable(caseID: first, skill: .farming, regionCode: "150105", reason: "nobody", at: at)),
                .init(
                    HelperAssigned(
                        caseID: first, assignmentID: .next(), helperName: "张*", skill: .farming,
                        regionCode: "150105", reasons: [], at: at.addingTimeInterval(60))),
                .init(
                    HelperUnavailable(caseID: second, skill: .farming, regionCode: "150105", reason: "nobody", at: at)),
            ]
            try await HelperFactStore.merge(helpers, in: transaction)
            let notices: [NoticeFactChange] = [
                .init(
                    NotificationDelivered(
                        notificationID: .next(), deduplicationKey: "a", template: "case-receipt", channel: .email,
                        maskedRecipient: "z***@example.org", at: at)),
                .init(
                    NotificationFailed(
                        notificationID: .next(), deduplicationKey: "b", template: "case-receipt", channel: .sms,
                        maskedRecipient: "138****0000", reason: "550", at: at)),
            ]
            try await NoticeFactStore.merge(notices + notices, in: transaction)
        }
        let rates = try await fixture.figures(of: "2024-W28").rates
        #expect(rates.reach == Rate(3, of: 4, .flow))
        #expect(rates.resolution == Rate(1, of: 2, .flow))
        #expect(rates.satisfaction == Rate(2, of: 2, .flow))
        #expect(rates.helperMatch == Rate(1, of: 2, .flow), "a helper found after all counts as found")
        #expect(rates.noticeDelivery == Rate(1, of: 2, .flow))
    }

    @Test("the latest publication of a year's calendar holds, whichever comes first")
    func calendar() async throws {
        let fixture = try ReportingFixture()
        let at = Date(timeIntervalSince1970: 1_700_000_000)
        let old = CalendarPublished(year: 2024, entries: [], at: at)
        let new = CalendarPublished(year: 2024, entries: Bulletin.calendar.entries, at: at.addingTimeInterval(60))
        for order in [[old, new], [new, old]] {
            for event in order {
                try await fixture.client.withTransaction { try await CalendarStore.merge([event], in: $0) }
            }
            let calendar = try await CalendarStore.calendar(fixture.client)
            #expect(calendar.loadedYears == [2024])
            #expect(try !calendar.isWorkday(Bulletin.day(2024, 6, 10)))
        }
    }
}
