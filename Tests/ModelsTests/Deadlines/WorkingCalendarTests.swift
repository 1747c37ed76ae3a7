import Models
import Testing

struct WorkingCalendarTests {
    @Test(
        "each month has the working days of the State Council's notice",
        arguments: [
            (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]),
            (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]),
        ])
    func months(year: Int, expected: [Int]) throws {
        let calendar = try TestData.calendar()
        let counts = try (1...12).map { month in
            let first = try #require(LocalDate(year: year, month: month, day: 1))
            let next = try #require(LocalDate(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1))
            return try calendar.workdays(in: first..<next)
        }
        #expect(counts == expected)
        #expect(counts.reduce(0, +) == 248)
    }

    @Test(
        "make-up days at weekends are worked, days off in the week are not",
        arguments: [
            ("2026-09-20", true), ("2026-02-28", true), ("2026-10-10", true), ("2026-01-04", true),
            ("2026-01-02", false),
            ("2026-09-25", false), ("2026-09-19", false), ("2026-09-18", true), ("2025-10-08", false),
            ("2025-01-26", true),
        ])
    func kinds(date: String, works: Bool) throws {
        #expect(try TestData.calendar().isWorkday(day(date)) == works)
    }

    @Test(
        "weeks without a working day and weeks of six are counted as they are",
        arguments: [
            ("2026-W08", 0), ("2025-W04", 6), ("2025-W17", 6), ("2025-W39", 6), ("2026-W07", 6), ("2026-W38", 6),
            ("2024-W28", 5),
        ])
    func weeks(week: String, expected: Int) throws {
        #expect(try TestData.calendar().workdays(in: ISOWeek(week).days) == expected)
    }

    @Test("a year without a notice is an error that names what is loaded, on both sides")
    func beyond() throws {
        let calendar = try TestData.calendar()
        #expect(calendar.loadedYears == [2024, 2025, 2026])
        for text in ["2027-01-01", "2023-12-29"] {
            let error = #expect(throws: DeadlineError.self) { try calendar.isWorkday(day(text)) }
            #expect(error == .calendarNotLoaded(day: try day(text), loadedYears: [2024, 2025, 2026]))
        }
        #expect(throws: DeadlineError.self) { try calendar.workdays(in: day("2026-12-30")..<day("2027-01-02")) }
        #expect(throws: DeadlineError.self) { try WorkingCalendar(entries: []).isWorkday(day("2026-03-02")) }
    }

    @Test("a notice that reaches into the year before does not make that year count as loaded")
    func reachingBack() throws {
        let entries = [
            CalendarEntry(date: try day("2022-12-31"), kind: .holiday, name: "元旦"),
            CalendarEntry(date: try day("2023-10-01"), kind: .holiday, name: "国庆节"),
        ]
        #expect(WorkingCalendar(entries: entries).loadedYears == [2023])
    }

    @Test("a year that is published again replaces that year alone")
    func replacing() throws {
        let calendar = try TestData.calendar()
        let published = [CalendarEntry(date: try day("2027-10-01"), kind: .holiday, name: "国庆节")]
        let later = calendar.replacing(year: 2027, with: published)
        #expect(later.loadedYears == [2024, 2025, 2026, 2027])
        #expect(try !later.isWorkday(day("2027-10-01")))
        #expect(try !later.isWorkday(day("2026-10-07")))
        let corrected = calendar.replacing(year: 2026, with: [])
        #expect(try corrected.isWorkday(day("2026-10-07")))
        #expect(try corrected.workdays(in: day("2025-01-01")..<day("2026-01-01")) == 248)
    }

    @Test(
        "a calendar file's errors name line and column",
        arguments: [
            ("date,kind\n2026-10-01,holiday\n", "line 1, column 1: the header lacks name"),
            ("date,kind,name\n2026-13-01,holiday,x\n", "line 2, column 1: date: is not a date (YYYY-MM-DD)"),
            ("date,kind,name\n2026-10-01,off,x\n", "line 2, column 12: kind: is neither holiday nor workday"),
            ("date,kind,name\n2026-10-01,holiday,x\n2026-10-01,workday,x\n", "line 3, column 1: date: is named twice"),
            ("", "line 1, column 1: there is no header row"),
        ])
    func badFiles(text: String, message: String) {
        let error = #expect(throws: CSVError.self) { try WorkingCalendar(csv: Array(text.utf8)) }
        #expect(error?.description == message)
    }
}
