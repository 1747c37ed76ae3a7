import Foundation
import Models
import ServiceKit
import Testing

@testable import ReportingService

@Suite("A week's figures from its facts")
struct WeeklyAssemblyTests {
    @Test("the published bulletin of 2024-W28 comes out as it was printed, its shares adding up to 99.99")
    func bulletin() throws {
        let figures = try Bulletin.figures()
        #expect((figures.week, figures.from, figures.to) == ("2024-W28", "2024-07-08", "2024-07-14"))
        #expect(figures.received == 71_184)
        #expect(figures.dailyAverage == 10_169)
        #expect(figures.changeFromPreviousWeekPercent == -0.24)
        #expect(figures.workdays == 5)
        #expect(figures.handling.map(\.name) == ["direct", "dispatched"])
        #expect(figures.handling.map(\.count) == [37_527, 33_657])
        #expect(figures.handling.map(\.sharePercent) == [52.72, 47.28])
        #expect(figures.kinds.map(\.name) == Bulletin.kinds.map(\.0.rawValue))
        #expect(figures.kinds.map(\.count) == Bulletin.kinds.map(\.1))
        #expect(figures.kinds.map(\.sharePercent) == Bulletin.kinds.map(\.2))
        let sum = figures.kinds.compactMap(\.sharePercent).reduce(0) { $0 + Int(($1 * 100).rounded()) }
        #expect(sum == 9_999)
    }

    @Test("the JSON has the names that were promised, and says null where nothing is known")
    func json() throws {
        var facts = WeeklyFacts(week: try ISOWeek("2024-W28"))
        facts.cells = [.init(kind: "help", channel: "kiosk", handling: nil, count: 3, responded: 0)]
        let bytes = try JSONCoding.encoder.encode(Bulletin.assembly().figures(facts))
        let object = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        for key in ["change_from_previous_week_percent", "workdays", "frozen_at"] {
            #expect(object[key] is NSNull, "\(key)")
        }
        #expect(object["workdays_note"] as? String != nil)
        #expect(object["received"] as? Int == 3)
        #expect(object["daily_average"] as? Int == 0)
        let kinds = try #require(object["kinds"] as? [[String: Any]])
        #expect(kinds.allSatisfy { Set($0.keys) == ["name", "count", "share_percent"] })
        let rates = try #require(object["rates"] as? [String: [String: Any]])
        #expect(rates["on_time"]?["percent"] is NSNull)
        #expect(rates["on_time"]?["denominator"] as? Int == 0)
        #expect(rates["online"]?["percent"] as? Double == 0)
        #expect(rates["satisfaction"]?["basis"] as? String == "flow")
    }

    @Test("a week without cases has no shares and no rates, instead of 0 % or 100 %")
    func emptyWeek() throws {
        let figures = Bulletin.assembly().figures(WeeklyFacts(week: try ISOWeek("2024-W28")))
        #expect(figures.kinds.count == 6)
        #expect(figures.kinds.allSatisfy { $0.sharePercent == nil })
        let rates = figures.rates
        for rate in [rates.onTime, rates.direct, rates.response, rates.satisfaction, rates.noticeDelivery] {
            #expect(rate.percent == nil)
        }
        #expect(figures.comparison.previousWeek == nil)
        #expect(figures.comparison.fourWeekMean == nil)
    }

    @Test("cases without a way of handling are a line of their own, so that all shares rest on one total")
    func unspecifiedHandling() throws {
        var facts = WeeklyFacts(week: try ISOWeek("2024-W28"))
        facts.cells = [
            .init(kind: "help", channel: "hotline", handling: "direct", count: 3, responded: 0),
            .init(kind: "application", channel: "kiosk", handling: nil, count: 1, responded: 0),
        ]
        let figures = Bulletin.assembly().figures(facts)
        #expect(figures.handling.map(\.name) == ["direct", "dispatched", "unspecified"])
        #expect(figures.handling.map(\.sharePercent) == [75, 0, 25])
        #expect(figures.kinds.last?.name == "application")
        #expect(figures.rates.direct == Rate(3, of: 3, .cohort))
    }

    @Test(
        "a week of holidays has 0 working days, a make-up week 6, and a year without its notice none at all",
        arguments: [
            ("2026-W08", 0), ("2026-W07", 6), ("2026-W38", 6), ("2027-W10", nil),
        ])
    func workdays(week: String, expected: Int?) throws {
        let file = TestFiles.text("deploy/data/state-council-calendar.csv")
        var facts = WeeklyFacts(week: try ISOWeek(week))
        facts.calendar = try WorkingCalendar(csv: Array(file.utf8))
        facts.cells = [.init(kind: "help", channel: "grid", handling: nil, count: 12, responded: 12)]
        let figures = Bulletin.assembly().figures(facts)
        #expect(figures.workdays == expected)
        #expect((figures.workdaysNote == nil) == (expected != nil))
        #expect(figures.received == 12)
        #expect((figures.comparison.receivedPerWorkday == nil) == (expected ?? 0 == 0))
    }

    @Test("the last days of 2026 and the first of 2027 are one week, 2026-W53")
    func week53() throws {
        let figures = Bulletin.assembly().figures(WeeklyFacts(week: try ISOWeek("2026-W53")))
        #expect((figures.from, figures.to) == ("2026-12-28", "2027-01-03"))
        #expect(figures.daily.count == 7)
        #expect(RFC3339.string(figures.asOf) == "2027-01-04T00:00:00+08:00")
    }

    @Test(
        "percentages are rounded half away from zero, in whole numbers",
        arguments: zip(
            [(1, 8), (-1, 8), (1, 3), (2, 3), (0, 5), (5, 5), (1, 20_000)], [12.5, -12.5, 33.33, 66.67, 0, 100, 0.01]))
    func rounding(ratio: (Int, Int), expected: Double) {
        #expect(Percent.share(ratio.0, of: ratio.1) == expected)
    }

    @Test("late events of a frozen week are shown as corrections, figures that stayed are not")
    func corrections() throws {
        var facts = WeeklyFacts(week: try ISOWeek("2024-W29"))
        facts.frozenEarlier = [(try Bulletin.figures(), .init(received: 71_186, accepted: 71_184, closed: 69_000))]
        let figures = Bulletin.assembly().figures(facts)
        #expect(figures.corrections.map(\.figure) == ["received", "closed"])
        #expect(figures.corrections.map(\.difference) == [2, -640])
        #expect(figures.corrections.allSatisfy { $0.week == "2024-W28" })
    }
}
