import Foundation
import Models
import Testing

struct ISOWeekTests {
    @Test("the bulletin's week runs from Monday 8 to Sunday 14 July 2024")
    func bulletin() throws {
        let week = try ISOWeek("2024-W28")
        #expect(week.days.lowerBound.description == "2024-07-08")
        #expect(week.days.upperBound.description == "2024-07-15")
        #expect(RFC3339.string(week.interval(in: .shanghai).lowerBound) == "2024-07-08T00:00:00+08:00")
        #expect(
            week.interval(in: .shanghai).upperBound.timeIntervalSince(week.interval(in: .shanghai).lowerBound)
                == 604_800)
        #expect(week.previous.description == "2024-W27")
    }

    @Test(
        "weeks around New Year belong to the year of their Thursday",
        arguments: [
            ("2026-12-28", "2026-W53"), ("2027-01-03", "2026-W53"), ("2027-01-04", "2027-W01"),
            ("2024-12-30", "2025-W01"),
            ("2021-01-03", "2020-W53"), ("2016-01-03", "2015-W53"), ("2026-01-01", "2026-W01"),
        ])
    func newYear(date: String, week: String) throws {
        #expect(ISOWeek(containing: try day(date)).description == week)
    }

    @Test("a week that does not exist is an error that names the year's last week")
    func missingWeek() {
        let error = #expect(throws: FieldError.self) { try ISOWeek("2025-W53") }
        #expect(error?.description == "week: 2025 has no week 53; expected a week from 1 to 52")
        for text in ["2024-W00", "2024-28", "2024W28", "24-W28", "2024-w28", "2024-W2", "2024-W2x", "", "二〇二四-W28"] {
            #expect(throws: FieldError.self, "\(text)") { try ISOWeek(text) }
        }
    }

    @Test("every day lies in the week it is said to belong to, and weeks follow each other")
    func everyDay() throws {
        for date in try day("2015-01-01")..<day("2031-01-01") {
            let week = ISOWeek(containing: date)
            #expect(week.days.contains(date))
            #expect(try ISOWeek(week.description) == week)
            #expect(week.next.previous == week)
            #expect(week.next > week)
        }
    }
}
