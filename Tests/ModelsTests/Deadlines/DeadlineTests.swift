import Foundation
import Models
import Testing

struct DeadlineTests {
    @Test(
        "N working days end at closing time of the Nth working day after the start",
        arguments: [
            ("2025-01-24", 5, "2025-02-07"), ("2025-01-27", 1, "2025-02-05"), ("2025-04-25", 5, "2025-05-06"),
            ("2025-09-30", 3, "2025-10-11"), ("2025-12-31", 1, "2026-01-04"), ("2026-02-13", 5, "2026-02-27"),
            ("2026-02-24", 5, "2026-03-02"), ("2026-09-24", 5, "2026-10-09"), ("2026-09-30", 1, "2026-10-08"),
            ("2026-12-18", 9, "2026-12-31"), ("2026-09-19", 1, "2026-09-20"), ("2026-09-20", 1, "2026-09-21"),
        ])
    func workingDays(start: String, count: Int, due: String) throws {
        let deadline = try TestData.engine().deadline(from: moment("\(start)T10:00"), limit: .workingDays(count))
        #expect(wall(deadline.due) == "\(due)T17:30")
    }

    @Test("a limit that reaches into a year without notice is an error, never a guess")
    func beyondHorizon() throws {
        let engine = try TestData.engine()
        for limit in [TimeLimit.workingDays(10), .naturalDays(20, rollForward: true), .businessMinutes(390 * 10)] {
            let error = #expect(throws: DeadlineError.self) {
                try engine.deadline(from: moment("2026-12-18T09:00"), limit: limit)
            }
            guard case .calendarNotLoaded(let day, let years) = error else {
                Issue.record("\(limit): \(String(describing: error))")
                continue
            }
            #expect(day.year == 2027)
            #expect(years == [2024, 2025, 2026])
        }
    }

    @Test(
        "business minutes run over 8:30-12:00 and 14:30-17:30 of working days",
        arguments: [
            ("2026-09-18T11:30", 120, "2026-09-18T16:00"), ("2026-09-18T17:30", 60, "2026-09-20T09:30"),
            ("2026-09-19T10:00", 60, "2026-09-20T09:30"), ("2026-09-24T16:30", 120, "2026-09-28T09:30"),
            ("2026-06-18T13:00", 390, "2026-06-22T12:00"), ("2026-09-18T17:29:59", 60, "2026-09-20T09:29:59"),
            ("2026-09-18T12:00", 1, "2026-09-18T14:31"), ("2026-09-18T13:15", 30, "2026-09-18T15:00"),
            ("2026-09-18T08:30", 210, "2026-09-18T12:00"), ("2026-09-18T08:30", 390, "2026-09-18T17:30"),
            ("2026-09-18T06:00", 0, "2026-09-18T08:30"), ("2026-09-18T09:00", 0, "2026-09-18T09:00"),
            ("2026-09-18T17:30", 0, "2026-09-20T08:30"), ("2026-09-20T10:00", 30, "2026-09-20T10:30"),
        ])
    func businessMinutes(start: String, minutes: Int, due: String) throws {
        let deadline = try TestData.engine().deadline(from: moment(start), limit: .businessMinutes(minutes))
        #expect(wall(deadline.due) == due)
    }

    @Test(
        "a limit of no days is due at closing of the same working day, or of the next when it is off or closed",
        arguments: [
            ("2026-09-18T09:00", "2026-09-18T17:30"), ("2026-09-18T13:00", "2026-09-18T17:30"),
            ("2026-09-18T17:29:59", "2026-09-18T17:30"), ("2026-09-18T17:30:00", "2026-09-20T17:30"),
            ("2026-09-19T10:00", "2026-09-20T17:30"), ("2026-09-20T10:00", "2026-09-20T17:30"),
            ("2026-10-01T10:00", "2026-10-08T17:30"), ("2026-09-18T00:00", "2026-09-18T17:30"),
        ])
    func immediate(start: String, due: String) throws {
        #expect(wall(try TestData.engine().deadline(from: moment(start), limit: .workingDays(0)).due) == due)
    }

    @Test(
        "acceptance on a Saturday, on a make-up Sunday, in the lunch break or at closing counts from the next working day",
        arguments: [
            ("2026-09-19T10:00", "2026-09-21T17:30"), ("2026-09-20T10:00", "2026-09-22T17:30"),
            ("2026-09-18T13:00", "2026-09-21T17:30"), ("2026-09-18T17:29:59", "2026-09-21T17:30"),
            ("2026-09-18T17:30:00", "2026-09-21T17:30"),
        ])
    func acceptance(start: String, due: String) throws {
        #expect(wall(try TestData.engine().deadline(from: moment(start), limit: .workingDays(2)).due) == due)
    }

    @Test(
        "calendar days and working days of the same number lie side by side",
        arguments: [
            ("2026-09-24", 7, "2026-10-01T17:30", "2026-10-08T17:30", "2026-10-12T17:30"),
            ("2026-02-13", 5, "2026-02-18T17:30", "2026-02-24T17:30", "2026-02-27T17:30"),
            ("2024-02-28", 1, "2024-02-29T17:30", "2024-02-29T17:30", "2024-02-29T17:30"),
        ])
    func naturalDays(start: String, count: Int, plain: String, rolled: String, working: String) throws {
        let engine = try TestData.engine()
        let from = try moment("\(start)T09:00")
        #expect(wall(try engine.deadline(from: from, limit: .naturalDays(count)).due) == plain)
        #expect(wall(try engine.deadline(from: from, limit: .naturalDays(count, rollForward: true)).due) == rolled)
        #expect(wall(try engine.deadline(from: from, limit: .workingDays(count)).due) == working)
    }

    @Test("plain calendar days and elapsed minutes need no notice")
    func noCalendar() throws {
        let engine = DeadlineEngine(calendar: WorkingCalendar(entries: []))
        #expect(
            wall(try engine.deadline(from: moment("2031-12-30T09:00"), limit: .naturalDays(3)).due)
                == "2032-01-02T17:30")
        #expect(
            wall(try engine.deadline(from: moment("2031-12-31T23:30"), limit: .elapsedMinutes(120)).due)
                == "2032-01-01T01:30")
    }

    @Test(
        "the grid's two hours run through midnight and holidays",
        arguments: [
            ("2026-09-30T23:00", "2026-10-01T01:00"), ("2026-10-03T12:00", "2026-10-03T14:00"),
            ("2026-02-28T23:30", "2026-03-01T01:30"),
        ])
    func elapsed(start: String, due: String) throws {
        #expect(wall(try TestData.engine().deadline(from: moment(start), limit: .elapsedMinutes(120)).due) == due)
    }

    @Test("a notice that is loaded later moves the due time, earlier or later")
    func recomputed() throws {
        let calendar = try TestData.calendar()
        let from = try moment("2026-09-24T10:00")
        let kept = calendar.entries.filter { $0.date.year == 2026 && $0.name != "中秋节" }
        let without = DeadlineEngine(calendar: calendar.replacing(year: 2026, with: kept))
        #expect(wall(try without.deadline(from: from, limit: .workingDays(5)).due) == "2026-10-08T17:30")
        #expect(wall(try TestData.engine().deadline(from: from, limit: .workingDays(5)).due) == "2026-10-09T17:30")
    }

    @Test("other hours of the day move closing and minutes")
    func otherHours() throws {
        let summer = DeadlineEngine(
            calendar: try TestData.calendar(), hours: try BusinessHours("09:00-12:00,15:00-18:00"))
        #expect(
            wall(try summer.deadline(from: moment("2026-09-18T17:30"), limit: .workingDays(0)).due)
                == "2026-09-18T18:00")
        #expect(
            wall(try summer.deadline(from: moment("2026-09-18T17:30"), limit: .businessMinutes(60)).due)
                == "2026-09-20T09:30")
        for text in ["", "09:00-09:00", "12:00-09:00", "09:00-12:00,11:00-13:00", "09:00-12:00,12:00-13:00", "morning"]
        {
            #expect(throws: FieldError.self, "\(text)") { try BusinessHours(text) }
        }
        #expect(BusinessHours.standard.description == "08:30-12:00,14:30-17:30")
        #expect(BusinessHours.standard.secondsPerDay == 390 * 60)
    }
}
