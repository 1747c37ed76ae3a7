import Foundation
import Models
import Postgres

/// Asks the database for a week's facts, all in one snapshot of it.
struct WeeklyFactsStore: Sendable {
    let timeZone: TimeZone

    /// The facts as of the end of `week`: what happened later is not seen, whenever this is asked, but for the ledger's newest
    /// anchor.
    func facts(of week: ISOWeek, in transaction: Transaction) async throws -> WeeklyFacts {
        let days = week.interval(in: timeZone)
        var facts = WeeklyFacts(week: week)
        facts.calendar = try await CalendarStore.calendar(transaction)
        facts.cells = try await cells(days, transaction)
        facts.places = try await places(days, transaction)
        facts.days = try await self.days(of: week, transaction)
        facts.course = try await course(days, transaction)
        facts.followUps = try await followUps(days, transaction)
        facts.departments = try await departments(days, transaction)
        facts.overdue = try await overdue(at: days.upperBound, transaction)
        try await helpersAndNotices(days, transaction, into: &facts)
        facts.quality = try await quality(days, transaction)
        facts.ledgerAnchor = try await LedgerAnchorStore.latest(transaction)
        try await earlierWeeks(before: week, transaction, into: &facts)
        return facts
    }

    /// Counts of a week as the facts stand now, for corrections.
    func counts(of week: ISOWeek, in transaction: Transaction) async throws -> WeekCounts {
        let days = week.interval(in: timeZone)
        let row = try await transaction.query(
            """
            SELECT
                (SELECT count(*) FROM reporting.case_fact
                 WHERE received_at >= \(days.lowerBound) AND received_at < \(days.upperBound)),
                (SELECT count(*) FROM reporting.case_fact
                 WHERE accepted_at >= \(days.lowerBound) AND accepted_at < \(days.upperBound)),
                (SELECT count(*) FROM reporting.case_fact
                 WHERE last_closed_at >= \(days.lowerBound) AND last_closed_at < \(days.upperBound))
            """)[0]
        let (received, accepted, closed) = try row.decode(Int.self, Int.self, Int.self)
        return WeekCounts(received: received, accepted: accepted, closed: closed)
    }

    // MARK: - Private

    private func cells(_ days: Range<Date>, _ transaction: Transaction) async throws -> [WeeklyFacts.Cell] {
        try await transaction.query(
            """
            SELECT kind, channel, handling, count(*),
                count(*) FILTER (WHERE LEAST(first_replied_at, last_closed_at) < \(days.upperBound))
            FROM reporting.case_fact
            WHERE received_at >= \(days.lowerBound) AND received_at < \(days.upperBound)
            GROUP BY kind, channel, handling ORDER BY kind, channel, handling
            """
        ).map { row in
            let (kind, channel, handling, count, responded) = try row.decode(
                String.self, String.self, String?.self, Int.self, Int.self)
            return .init(kind: kind, channel: channel, handling: handling, count: count, responded: responded)
        }
    }

    private func places(_ days: Range<Date>, _ transaction: Transaction) async throws -> [WeeklyFacts.Place] {
        try await transaction.query(
            """
            SELECT left(region_code, 6) AS place, count(*) FROM reporting.case_fact
            WHERE received_at >= \(days.lowerBound) AND received_at < \(days.upperBound)
            GROUP BY place ORDER BY count(*) DESC, place LIMIT 2000
            """
        ).map { row in
            let (code, count) = try row.decode(String.self, Int.self)
            return .init(code: code, count: count)
        }
    }

    private func days(of week: ISOWeek, _ transaction: Transaction) async throws -> [WeeklyFacts.Day] {
        let days = week.interval(in: timeZone)
        let zone = timeZone.identifier
        let rows = try await transaction.query(
            """
            SELECT (moment AT TIME ZONE \(zone))::date::text, sum(received), sum(closed) FROM (
                SELECT received_at AS moment, 1 AS received, 0 AS closed FROM reporting.case_fact
                WHERE received_at >= \(days.lowerBound) AND received_at < \(days.upperBound)
                UNION ALL
                SELECT last_closed_at, 0, 1 FROM reporting.case_fact
                WHERE last_closed_at >= \(days.lowerBound) AND last_closed_at < \(days.upperBound)
            ) AS moments GROUP BY 1 ORDER BY 1
            """)
        return try rows.compactMap { row in
            let (date, received, closed) = try row.decode(String.self, Int.self, Int.self)
            return LocalDate(date).map { .init(date: $0, received: received, closed: closed) }
        }
    }

    private func followUps(_ days: Range<Date>, _ transaction: Transaction) async throws -> WeeklyFacts.FollowUps {
        let row = try await transaction.query(
            """
            SELECT count(*), count(*) FILTER (WHERE reached),
                count(*) FILTER (WHERE reached AND resolved IS NOT NULL),
                count(*) FILTER (WHERE reached AND resolved),
                count(*) FILTER (WHERE reached AND satisfied IS NOT NULL),
                count(*) FILTER (WHERE reached AND satisfied)
            FROM reporting.follow_up WHERE at >= \(days.lowerBound) AND at < \(days.upperBound)
            """)[0]
        let (made, reached, answers, resolved, opinions, satisfied) = try row.decode(
            Int.self, Int.self, Int.self, Int.self, Int.self, Int.self)
        return .init(
            made: made, reached: reached, resolutionAnswers: answers, resolved: resolved,
            satisfactionAnswers: opinions, satisfied: satisfied)
    }

    private func helpersAndNotices(
        _ days: Range<Date>, _ transaction: Transaction, into facts: inout WeeklyFacts
    ) async throws {
        // A case whose helper was found after all counts once, as found.
        let row = try await transaction.query(
            """
            SELECT
                (SELECT count(*) FROM reporting.helper_fact
                 WHERE assigned_at >= \(days.lowerBound) AND assigned_at < \(days.upperBound)),
                (SELECT count(*) FROM reporting.helper_fact
                 WHERE unavailable_at >= \(days.lowerBound) AND unavailable_at < \(days.upperBound)
                    AND (assigned_at IS NULL OR assigned_at >= \(days.upperBound))),
                (SELECT count(*) FROM reporting.notice_fact
                 WHERE delivered_at >= \(days.lowerBound) AND delivered_at < \(days.upperBound)),
                (SELECT count(*) FROM reporting.notice_fact
                 WHERE failed_at >= \(days.lowerBound) AND failed_at < \(days.upperBound))
            """)[0]
        (facts.helpersAssigned, facts.helpersUnavailable, facts.noticesDelivered, facts.noticesFailed) =
            try row.decode(Int.self, Int.self, Int.self, Int.self)
    }

    private func quality(_ days: Range<Date>, _ transaction: Transaction) async throws -> WeeklyFacts.Quality {
        let row = try await transaction.query(
            """
            SELECT count(*) FILTER (WHERE first_seen_at > received_at + interval '1 day'),
                count(*) FILTER (WHERE handling = 'dispatched' AND department IS NULL), max(last_message),
                (SELECT count(*) FROM reporting.case_fact
                 WHERE last_closed_at >= \(days.lowerBound) AND last_closed_at < \(days.upperBound)
                    AND promised_due IS NULL)
            FROM reporting.case_fact
            WHERE received_at >= \(days.lowerBound) AND received_at < \(days.upperBound)
            """)[0]
        let (late, undispatched, mark, withoutDue) = try row.decode(Int.self, Int.self, Int64?.self, Int.self)
        return .init(
            lateCases: late, withoutDepartment: undispatched, closedWithoutDue: withoutDue, highWaterMark: mark)
    }

    private func earlierWeeks(
        before week: ISOWeek, _ transaction: Transaction, into facts: inout WeeklyFacts
    ) async throws {
        var weeks = [week.previous]
        while weeks.count < 4, let last = weeks.last { weeks.append(last.previous) }
        let lastYear = try? ISOWeek(year: week.year - 1, number: week.number)
        let asked = weeks + (lastYear.map { [$0] } ?? [])
        let rows = try await transaction.query(
            """
            SELECT (SELECT count(*) FROM reporting.case_fact WHERE received_at >= week.start AND received_at < week.finish)
            FROM unnest(
                \(asked.map { $0.interval(in: timeZone).lowerBound })::timestamptz[],
                \(asked.map { $0.interval(in: timeZone).upperBound })::timestamptz[])
                WITH ORDINALITY AS week (start, finish, position)
            ORDER BY position
            """)
        let counts = try rows.map { try $0.decode(Int.self) }
        facts.earlierWeeks = Array(zip(weeks, counts).map { (week: $0, received: $1) })
        facts.sameWeekLastYear = lastYear.flatMap { year in counts.last.map { (week: year, received: $0) } }
    }
}
