import Foundation
import Models
import Testing

struct LocalDateTests {
    @Test("days are read, written and told apart from days that do not exist")
    func parsing() throws {
        #expect(try day("2026-09-18").description == "2026-09-18")
        #expect(LocalDate("2024-02-29") != nil)
        for text in ["2023-02-29", "2026-9-18", "2026-13-01", "2026-04-31", "2026-00-10", "", "20260918", "2026-09-1x"]
        {
            #expect(LocalDate(text) == nil, "\(text)")
        }
    }

    @Test("every day of a 400-year cycle comes back from its parts, and weekdays follow each other")
    func cycle() throws {
        var weekday = try day("1900-01-01").weekday
        #expect(weekday == 1)
        for date in try day("1900-01-01")..<day("2300-01-01") {
            #expect(LocalDate(year: date.year, month: date.month, day: date.day) == date)
            #expect(date.weekday == weekday)
            weekday = weekday % 7 + 1
        }
    }

    @Test("a day that a birth certificate names is the same day whatever summer time did in that year")
    func birthDateBefore1992() throws {
        let birth = try day("1988-04-17")
        #expect(LocalDate(birth.start(in: .shanghai), in: .shanghai) == birth)
        #expect(birth.adding(days: 1).description == "1988-04-18")
    }

    @Test("a day begins at 16:00 UTC of the day before in Shanghai")
    func start() throws {
        #expect(RFC3339.text(try day("2026-03-01").start(in: .shanghai)) == "2026-02-28T16:00:00.000Z")
        #expect(
            LocalDate(try day("2026-03-01").start(in: .shanghai).addingTimeInterval(-1), in: .shanghai).description
                == "2026-02-28")
    }

    @Test("moments before 1970 fall on the right day")
    func beforeEpoch() throws {
        #expect(LocalDateTime(Date(timeIntervalSince1970: -1), in: .gmt).description == "1969-12-31T23:59:59")
    }

    @Test("local times are read with and without seconds")
    func localTimes() throws {
        #expect(LocalDateTime("2026-09-18T17:30")?.time == TimeOfDay(hour: 17, minute: 30))
        #expect(LocalDateTime("2026-09-18 17:29:59")?.description == "2026-09-18T17:29:59")
        for text in [
            "2026-09-18", "2026-09-18T24:00", "2026-09-18T17", "2026-09-18T17:60", "2026-09-18T17:30:61",
            "2026-09-18x17:30",
        ] {
            #expect(LocalDateTime(text) == nil, "\(text)")
        }
    }
}
