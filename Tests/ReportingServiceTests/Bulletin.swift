import Foundation
import Models

@testable import ReportingService

/// The published bulletin of ISO week 2024-W28, and a week of facts of that shape.
enum Bulletin {
    static let received = 71_184
    static let direct = 37_527
    static let dispatched = 33_657
    static let kinds: [(CaseKind, Int, Double)] = [
        (.consultation, 33_523, 47.09), (.help, 21_570, 30.30), (.suggestion, 10_497, 14.75), (.complaint, 3_783, 5.31),
        (.thanks, 228, 0.32), (.other, 1_583, 2.22),
    ]
    /// 0.24 % more than W28, so that W28 is 0.24 % below it.
    static let previousWeek = 71_356

    static let calendar = WorkingCalendar(
        entries: [CalendarEntry(date: day(2024, 6, 10), kind: .holiday, name: "端午节")], years: [2024])

    static func day(_ year: Int, _ month: Int, _ day: Int) -> LocalDate {
        LocalDate(year: year, month: month, day: day) ?? LocalDate(daysSinceEpoch: 0)
    }

    /// Facts with the bulletin's counts; what the bulletin does not tell is made up.
    static func facts() throws -> WeeklyFacts {
        let week = try ISOWeek("2024-W28")
        var facts = WeeklyFacts(week: week)
        var direct = Self.direct
        for (kind, count, _) in kinds {
            let now = min(direct, count)
            direct -= now
            facts.cells.append(
                .init(kind: kind.rawValue, channel: "hotline", handling: "direct", count: now, responded: now))
            facts.cells.append(
                .init(
                    kind: kind.rawValue, channel: "hotline", handling: "dispatched", count: count - now,
                    responded: (count - now) / 2))
        }
        facts.earlierWeeks = [
            (week.previous, previousWeek), (week.previous.previous, 69_874), (try ISOWeek("2024-W25"), 70_311),
            (try ISOWeek("2024-W24"), 61_020),
        ]
        facts.sameWeekLastYear = (try ISOWeek("2023-W28"), 65_407)
        let daily = [11_340, 10_911, 10_702, 10_498, 10_311, 8_902, 8_520]
        facts.days = zip(week.days, daily).map { .init(date: $0, received: $1, closed: $1 - 220) }
        facts.places = [
            ("150105", 9_120), ("150203", 8_204), ("150602", 7_311), ("150202", 6_020), ("150102", 5_918),
            ("150103", 5_400), ("150502", 5_100), ("150402", 4_950), ("152502", 4_120), ("150303", 3_800),
            ("150521", 3_500), ("999999", 7_741),
        ].map { .init(code: $0.0, count: $0.1) }
        facts.course = .init(
            accepted: 71_184, closed: 69_640, closedWithDue: 32_110, closedOnTime: 31_402, closedWithoutRework: 69_001,
            open: 4_213, overdue: 37, dueNextWeek: 3_990, warned: 512, breached: 44, timedCases: 31_800,
            meanSpeedUpPercent: 61.237, workingDaysP50: 1.5, workingDaysP90: 4)
        facts.followUps = .init(
            made: 8_210, reached: 7_455, resolutionAnswers: 7_400, resolved: 6_990, satisfactionAnswers: 7_391,
            satisfied: 7_102)
        facts.departments = ["住房和城乡建设局", "人力资源和社会保障局", "市场监督管理局", "医疗保障局", "公安局"].enumerated().map {
            .init(
                name: $1, received: 6_000 - $0 * 700, closed: 5_800 - $0 * 650, closedWithDue: 5_700 - $0 * 650,
                closedOnTime: 5_600 - $0 * 655, open: 300 - $0 * 21, overdue: 9 - $0)
        }
        facts.overdue = (0..<12).map { index in
            .init(
                number: "BB20240701-00\(1000 + index)", kind: index % 3 == 0 ? "complaint" : "help",
                regionCode: "150105", department: index % 4 == 3 ? nil : "住房和城乡建设局",
                promisedDue: day(2024, 7, 5 + index / 2).start(in: .shanghai).addingTimeInterval(17.5 * 3600))
        }
        (facts.helpersAssigned, facts.helpersUnavailable) = (41, 3)
        (facts.noticesDelivered, facts.noticesFailed) = (61_220, 118)
        facts.quality = .init(lateCases: 12, withoutDepartment: 3, closedWithoutDue: 37_530, highWaterMark: 284_736)
        facts.calendar = calendar
        facts.ledgerAnchor = .init(day: "2024-07-15", root: String(repeating: "5dc9da79", count: 8))
        return facts
    }

    static func assembly() -> WeeklyAssembly {
        WeeklyAssembly(regions: .standard, timeZone: .shanghai)
    }

    static func figures() throws -> WeeklyFigures {
        var figures = try assembly().figures(facts())
        figures.frozenAt = Date(timeIntervalSince1970: 1_721_001_603)
        return figures
    }
}
