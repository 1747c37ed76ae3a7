import Foundation

/// A week's figures (周报数据): what `GET /v1/operator/reports/weekly/{week}` answers, what is frozen, and the only thing the
/// documents are drawn from. Property names become JSON in snake_case.
struct WeeklyFigures: Codable, Hashable, Sendable {
    /// `2024-W28`.
    let week: String
    /// The Monday, `2024-07-08`.
    let from: String
    /// The Sunday, `2024-07-14`.
    let to: String
    /// The zone whose Mondays begin at 00:00.
    let timeZone: String
    /// The moment the figures describe: the week's end.
    let asOf: Date
    /// When they were frozen; null while they can still change.
    @ExplicitNull var frozenAt: Date?
    /// Working days by the State Council's calendar, 0 to 6 or 7; null when its notice is not loaded.
    @ExplicitNull var workdays: Int?
    /// Why `workdays` is null; null when it is not.
    @ExplicitNull var workdaysNote: String?

    /// Cases received in the week (受理量).
    let received: Int
    /// Received by seven days, rounded (日均).
    let dailyAverage: Int
    /// Against the cases received in the week before; null when there were none.
    @ExplicitNull var changeFromPreviousWeekPercent: Double?
    /// Answered at once or dispatched (直办、转办).
    let handling: [CountShare]
    /// By kind, the hotline's six in the order bulletins print them (诉求类别).
    let kinds: [CountShare]
    /// By the way they came in (受理渠道).
    let channels: [CountShare]
    /// The ten places with most cases (地区前十).
    let regions: [RegionShare]
    /// Monday to Sunday.
    let daily: [DayFigures]
    let comparison: Comparison

    /// Accepted in the week (flow).
    let accepted: Int
    /// Closed in the week, whenever received (办结量, flow).
    let closed: Int
    /// Open at the week's end (在办).
    let openAtWeekEnd: Int
    /// Open at the week's end past their promised due time (超期在办).
    let overdueAtWeekEnd: Int
    /// Open at the week's end and due within the next seven days.
    let dueNextWeek: Int
    /// First warned of in the week (预警).
    let warned: Int
    /// Promised due time passed in the week (超期).
    let breached: Int
    let rates: Rates
    let speed: Speed
    /// Departments by the cases they received, at most ten (部门前十).
    let departments: [DepartmentFigures]
    /// Open cases past their due time, the longest first, at most twenty (超期清单).
    let overdueCases: [OverdueCase]
    /// What late events changed in weeks already frozen (更正).
    let corrections: [Correction]
    let dataQuality: DataQuality
    /// The newest anchor of the ledger (台账锚点) when the figures were made or frozen, not at the week's end: it is here to leave
    /// the database, the sooner the better. Null where none was told of.
    @ExplicitNull var ledgerAnchor: LedgerAnchorFigure?
}

/// An anchor of the ledger: what `bangban ledger verify --anchor` takes.
struct LedgerAnchorFigure: Codable, Hashable, Sendable {
    let day: String
    /// In hexadecimal.
    let root: String
}

/// One place of the top ten.
struct RegionShare: Codable, Hashable, Sendable {
    let code: String
    let name: String
    let count: Int
    @ExplicitNull var sharePercent: Double?
}

/// One day.
struct DayFigures: Codable, Hashable, Sendable {
    let date: String
    let received: Int
    let closed: Int
    /// Whether people work that day; null when the calendar does not reach it.
    @ExplicitNull var workday: Bool?
}

/// The rates (率), each with what it is made of.
struct Rates: Codable, Hashable, Sendable {
    /// Closed in the week by their promised due time (按时办结率).
    let onTime: Rate
    /// Closed in the week without rework (一次办结率).
    let firstTime: Rate
    /// Answered at once, of cases with a way of handling (直办率).
    let direct: Rate
    /// Received online (网办率).
    let online: Rate
    /// Received at self-service terminals (自助率).
    let selfService: Rate
    /// Received in the week and replied to or closed by its end (响应率).
    let response: Rate
    /// Follow-ups in which somebody was reached (有效回访率).
    let reach: Rate
    /// Resolved by the word of those reached (解决率).
    let resolution: Rate
    /// Satisfied by the word of those reached (满意率).
    let satisfaction: Rate
    /// Requests for a helper that found one (帮办匹配率).
    let helperMatch: Rate
    /// Notices handed over to their carrier (通知送达率).
    let noticeDelivery: Rate
}

/// How fast cases were closed, against the law's limit (提速).
struct Speed: Codable, Hashable, Sendable {
    /// Closed cases with both figures.
    let cases: Int
    /// The mean of 1 − working days used ÷ statutory working days, in percent; null without cases.
    @ExplicitNull var meanSpeedUpPercent: Double?
    @ExplicitNull var workingDaysP50: Double?
    @ExplicitNull var workingDaysP90: Double?
}

/// The week beside others.
struct Comparison: Codable, Hashable, Sendable {
    struct Other: Codable, Hashable, Sendable {
        let week: String
        let received: Int
        let difference: Int
        @ExplicitNull var changePercent: Double?
    }

    /// Null when nothing was received in it.
    @ExplicitNull var previousWeek: Other?
    /// Null when nothing was received in it, or the year before has no such week.
    @ExplicitNull var sameWeekLastYear: Other?
    /// The mean of the four weeks before, rounded; null unless each received something.
    @ExplicitNull var fourWeekMean: Int?
    /// Null without working days.
    @ExplicitNull var receivedPerWorkday: Double?
    @ExplicitNull var previousReceivedPerWorkday: Double?
}

/// A department's week.
struct DepartmentFigures: Codable, Hashable, Sendable {
    let name: String
    let received: Int
    let closed: Int
    let open: Int
    let overdue: Int
    let onTime: Rate
}

/// An open case past its promised due time.
struct OverdueCase: Codable, Hashable, Sendable {
    let number: String
    let kind: String
    let region: String
    @ExplicitNull var department: String?
    let promisedDue: Date
    /// Working days past due at the week's end; null where the calendar is not loaded.
    @ExplicitNull var overdueWorkdays: Int?
    /// Whole days past due at the week's end.
    let overdueDays: Int
}

/// What limits the figures (数据质量).
struct DataQuality: Codable, Hashable, Sendable {
    /// Cases heard of more than a day after they were received.
    let lateCases: Int
    /// Cases whose region code is in no list.
    let unknownRegionCases: Int
    /// Cases that say neither direct nor dispatched.
    let unspecifiedHandlingCases: Int
    let dispatchedWithoutDepartment: Int
    let closedWithoutDue: Int
    /// The newest message about a case of the week; null when there is none.
    @ExplicitNull var eventHighWaterMark: Int64?
}
