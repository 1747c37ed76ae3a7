import Foundation
import Models
import Testing

struct TimeLimitTests {
    @Test(
        "limits are read with their unit and written back",
        arguments: [
            ("5wd", TimeLimit.workingDays(5), "5wd"), ("0wd", .workingDays(0), "0wd"), ("3d", .naturalDays(3), "3d"),
            ("3dr", .naturalDays(3, rollForward: true), "3dr"), ("60m", .businessMinutes(60), "60m"),
            ("2h", .businessMinutes(120), "120m"),
            ("120em", .elapsedMinutes(120), "120em"),
        ])
    func reading(text: String, limit: TimeLimit, written: String) throws {
        #expect(try TimeLimit(text) == limit)
        #expect(limit.description == written)
        #expect(try TimeLimit(written) == limit)
        #expect(try JSONDecoder().decode([TimeLimit].self, from: JSONEncoder().encode([limit])) == [limit])
    }

    @Test(
        "a limit without a unit, with another, negative or endless is refused",
        arguments: [
            "5", "wd", "5 wd", "-5wd", "5w", "1.5d", "", "99999999999999999999wd", "1001wd", "9000h", "٥wd", "5WD",
            "五wd",
        ])
    func refusing(text: String) {
        #expect(throws: FieldError.self) { try TimeLimit(text) }
    }
}
