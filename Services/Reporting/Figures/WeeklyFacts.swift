import Foundation
import Models

/// What the queries say about a week, before any arithmetic.
struct WeeklyFacts: Sendable {
    /// Cases received in the week that agree in kind, channel and handling.
    struct Cell: Hashable, Sendable {
        var kind: String
        var channel: String
        var handling: String?
        var count: Int
        /// Of these, replied to or closed by the week's end.
        var responded: Int
    }

    /// Cases received in the week at one place.
    struct Place: Hashable, Sendable {
        /// The banner's code, or a shorter one where that is all that is known.
        var code: String
        var count: Int
    }

    /// A day's arrivals and closings.
    struct Day: Hashable, Sendable {
        var date: LocalDate
        var received = 0
        var closed = 0
    }

    /// What happened in the week, and how things stood at its end.
    struct Course: Hashable, Sendable {
        var accepted = 0
        var closed = 0
        var closedWithDue = 0
        var closedOnTime = 0
        var closedWithoutRework = 0
        var open = 0
        var overdue = 0
        var dueNextWeek = 0
        var warned = 0
        var breached = 0
        /// Closed cases that took so many of so many working days.
        var timedCases = 0
        var meanSpeedUpPercent: Double?
        var workingDaysP50: Double?
        var workingDaysP90: Double?
    }

    /// Follow-ups made in the week.
    struct FollowUps: Hashable, Sendable {
        var made = 0
        var reached = 0
        var resolutionAnswers = 0
        var resolved = 0
        var satisfactionAnswers = 0
        var satisfied = 0
    }

    /// A department's week.
    struct Department: Hashable, Sendable {
        var name: String
        var received = 0
        var closed = 0
        var closedWithDue = 0
        var closedOnTime = 0
        var open = 0
        var overdue = 0
    }

    /// A case that was open past its promised due time.
    struct Overdue: Hashable, Sendable {
        var number: String
        var kind: String
        var regionCode: String
        var department: String?
        var promisedDue: Date
    }

    /// What the figures cannot be better than.
    struct Quality: Hashable, Sendable {
        /// Cases of the week that Reporting heard of more than a day after they were received.
        var lateCases = 0
        /// Dispatched cases of the week without a department.
        var withoutDepartment = 0
        /// Cases closed in the week that had no promised due time.
        var closedWithoutDue = 0
        /// The newest message about a case received in the week.
        var highWaterMark: Int64?
    }

    var week: ISOWeek
    var cells: [Cell] = []
    var days: [Day] = []
    /// All places, those with most cases first.
    var places: [Place] = []
    /// Cases received in earlier weeks, the latest first; the week before is the first.
    var earlierWeeks: [(week: ISOWeek, received: Int)] = []
    /// Cases received in the same ISO week of the year before; nil where that year has no such week.
    var sameWeekLastYear: (week: ISOWeek, received: Int)?
    var course = Course()
    var followUps = FollowUps()
    var departments: [Department] = []
    var overdue: [Overdue] = []
    var helpersAssigned = 0
    var helpersUnavailable = 0
    var noticesDelivered = 0
    var noticesFailed = 0
    var quality = Quality()
    var calendar = WorkingCalendar(entries: [])
    /// The ledger's newest anchor, whatever the week.
    var ledgerAnchor: LedgerAnchorFigure?
    /// Frozen weeks of the last four, the latest first: what was printed then, and what the facts say now.
    var frozenEarlier: [(figures: WeeklyFigures, now: WeekCounts)] = []
}
