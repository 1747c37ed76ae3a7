import Foundation
import Postgres

/// The queries about what happened to cases, and how they stood at the week's end.
extension WeeklyFactsStore {
    func course(_ days: Range<Date>, _ transaction: Transaction) async throws -> WeeklyFacts.Course {
        var course = WeeklyFacts.Course()
        try await closings(days, transaction, into: &course)
        try await standing(at: days.upperBound, transaction, into: &course)
        let row = try await transaction.query(
            """
            SELECT count(*) FILTER (WHERE accepted_at >= \(days.lowerBound) AND accepted_at < \(days.upperBound)),
                count(*) FILTER (WHERE warned_at >= \(days.lowerBound) AND warned_at < \(days.upperBound)),
                count(*) FILTER (
                    WHERE promised_breached_at >= \(days.lowerBound) AND promised_breached_at < \(days.upperBound))
            FROM reporting.case_fact
            WHERE received_at < \(days.upperBound)
                AND (last_closed_at IS NULL OR last_closed_at >= \(days.lowerBound)
                    OR received_at >= \(days.lowerBound))
            """)[0]
        (course.accepted, course.warned, course.breached) = try row.decode(Int.self, Int.self, Int.self)
        return course
    }

    private func closings(
        _ days: Range<Date>, _ transaction: Transaction, into course: inout WeeklyFacts.Course
    ) async throws {
        let row = try await transaction.query(
            """
            SELECT count(*), count(promised_due), count(*) FILTER (WHERE last_closed_at <= promised_due),
                count(*) FILTER (WHERE reworked_at IS NULL OR reworked_at >= \(days.upperBound)),
                count(speed_up), (avg(speed_up) * 100)::float8,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY working_days_used) FILTER (WHERE speed_up IS NOT NULL),
                percentile_cont(0.9) WITHIN GROUP (ORDER BY working_days_used) FILTER (WHERE speed_up IS NOT NULL)
            FROM (
                SELECT *, 1 - working_days_used::numeric / NULLIF(statutory_working_days, 0) AS speed_up
                FROM reporting.case_fact
                WHERE last_closed_at >= \(days.lowerBound) AND last_closed_at < \(days.upperBound)
            ) AS closed
            """)[0]
        (
            course.closed, course.closedWithDue, course.closedOnTime, course.closedWithoutRework, course.timedCases,
            course.meanSpeedUpPercent, course.workingDaysP50, course.workingDaysP90
        ) = try row.decode(
            Int.self, Int.self, Int.self, Int.self, Int.self, Double?.self, Double?.self, Double?.self)
    }

    private func standing(
        at end: Date, _ transaction: Transaction, into course: inout WeeklyFacts.Course
    ) async throws {
        let nextWeek = end.addingTimeInterval(7 * 86_400)
        let row = try await transaction.query(
            """
            SELECT count(*), count(*) FILTER (WHERE promised_due < \(end)),
                count(*) FILTER (WHERE promised_due >= \(end) AND promised_due < \(nextWeek))
            FROM reporting.case_fact
            WHERE received_at < \(end) AND (last_closed_at IS NULL OR last_closed_at >= \(end))
            """)[0]
        (course.open, course.overdue, course.dueNextWeek) = try row.decode(Int.self, Int.self, Int.self)
    }

    /// Departments with most cases; those with none of the week's are left out.
    func departments(_ days: Range<Date>, _ transaction: Transaction) async throws -> [WeeklyFacts.Department] {
        try await transaction.query(
            """
            SELECT department, count(*) FILTER (WHERE in_week), count(*) FILTER (WHERE closes),
                count(promised_due) FILTER (WHERE closes),
                count(*) FILTER (WHERE closes AND last_closed_at <= promised_due),
                count(*) FILTER (WHERE stays), count(*) FILTER (WHERE stays AND promised_due < \(days.upperBound))
            FROM (
                SELECT department, promised_due, last_closed_at, received_at >= \(days.lowerBound) AS in_week,
                    last_closed_at >= \(days.lowerBound) AND last_closed_at < \(days.upperBound) AS closes,
                    last_closed_at IS NULL OR last_closed_at >= \(days.upperBound) AS stays
                FROM reporting.case_fact
                WHERE department IS NOT NULL AND received_at < \(days.upperBound)
                    AND (received_at >= \(days.lowerBound) OR last_closed_at IS NULL
                        OR last_closed_at >= \(days.lowerBound))
            ) AS fact
            GROUP BY department ORDER BY 2 DESC, 3 DESC, department LIMIT 10
            """
        ).map { row in
            let (name, received, closed, withDue, onTime, open, overdue) = try row.decode(
                String.self, Int.self, Int.self, Int.self, Int.self, Int.self, Int.self)
            return .init(
                name: name, received: received, closed: closed, closedWithDue: withDue, closedOnTime: onTime,
                open: open, overdue: overdue)
        }
    }

    func overdue(at end: Date, _ transaction: Transaction) async throws -> [WeeklyFacts.Overdue] {
        try await transaction.query(
            """
            SELECT number, kind, region_code, department, promised_due FROM reporting.case_fact
            WHERE received_at < \(end) AND promised_due < \(end) AND (last_closed_at IS NULL OR last_closed_at >= \(end))
            ORDER BY promised_due, number LIMIT 20
            """
        ).map { row in
            let (number, kind, region, department, due) = try row.decode(
                String.self, String.self, String.self, String?.self, Date.self)
            return .init(
                number: number, kind: kind, regionCode: region, department: department, promisedDue: due)
        }
    }
}
