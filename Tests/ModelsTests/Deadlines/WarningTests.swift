import Foundation
import Models
import Testing

struct WarningTests {
    private func warnings(_ start: String, _ limit: TimeLimit) throws -> [String] {
        let engine = try TestData.engine()
        return engine.warnings(for: try engine.deadline(from: moment(start), limit: limit))
            .map { "\($0.threshold.rawValue) \(wall($0.at))" }
    }

    @Test("twenty working days warn at 80 % and one working day before, and come due")
    func twentyDays() throws {
        #expect(
            try warnings("2026-03-02T09:00", .workingDays(20)) == [
                "eighty_percent 2026-03-25T01:24", "working_day_before 2026-03-27T17:30", "due 2026-03-30T17:30",
            ])
    }

    @Test("one working day before skips holidays and takes make-up days")
    func beforeHoliday() throws {
        #expect(try warnings("2026-09-29T09:00", .workingDays(2)).contains("working_day_before 2026-09-30T17:30"))
        #expect(try warnings("2026-09-17T09:00", .workingDays(3)).contains("working_day_before 2026-09-20T17:30"))
    }

    @Test("a short limit has no warning on the day before it began")
    func short() throws {
        #expect(
            try warnings("2026-09-18T09:00", .businessMinutes(60)) == [
                "eighty_percent 2026-09-18T09:48", "due 2026-09-18T10:00",
            ])
        #expect(try warnings("2026-09-18T09:00", .businessMinutes(0)) == ["due 2026-09-18T09:00"])
        #expect(
            try warnings("2026-09-18T09:00", .workingDays(0)) == [
                "eighty_percent 2026-09-18T15:48", "due 2026-09-18T17:30",
            ])
    }

    @Test("without a calendar the working day before is not guessed")
    func noCalendar() throws {
        let engine = DeadlineEngine(calendar: WorkingCalendar(entries: []))
        let deadline = try engine.deadline(from: moment("2031-03-03T09:00"), limit: .naturalDays(10))
        #expect(engine.warnings(for: deadline).map(\.threshold) == [.eightyPercent, .due])
    }

    @Test(
        "what remains is told in both units, negative when overdue",
        arguments: [
            ("2026-09-17T10:00", "2026-09-21T17:30", 3), ("2026-09-21T17:30", "2026-09-21T17:30", 0),
            ("2026-09-21T18:00", "2026-09-21T17:30", 0), ("2026-10-09T17:30", "2026-09-30T17:30", -2),
            ("2026-10-05T00:00", "2026-09-30T17:30", 0),
        ])
    func remaining(now: String, due: String, days: Int) throws {
        let remaining = try TestData.engine().remaining(at: moment(now), until: moment(due))
        #expect(remaining.workingDays == days)
        #expect(remaining.isOverdue == (remaining.seconds < 0))
        #expect(remaining.seconds == Int(try moment(due).timeIntervalSince(moment(now))))
    }
}
