import Foundation
import Models
import Testing

struct PauseTests {
    private func due(_ start: String, _ limit: TimeLimit, _ pauses: [(String, String?)]) throws -> String {
        let pauses = try pauses.map { ClockPause(from: try moment($0.0), until: try $0.1.map(moment)) }
        return wall(try TestData.engine().deadline(from: moment(start), limit: limit, pauses: pauses).due)
    }

    @Test("a pause takes its days out, and the day of resumption counts")
    func days() throws {
        #expect(try due("2026-09-07T10:00", .workingDays(3), []) == "2026-09-10T17:30")
        #expect(
            try due("2026-09-07T10:00", .workingDays(3), [("2026-09-08T09:00", "2026-09-10T15:00")])
                == "2026-09-14T17:30")
    }

    @Test("a pause within one day, and two pauses on the same day, take nothing out of a limit in days")
    func sameDay() throws {
        #expect(
            try due("2026-09-07T10:00", .workingDays(3), [("2026-09-08T09:00", "2026-09-08T17:00")])
                == "2026-09-10T17:30")
        let twice: [(String, String?)] = [
            ("2026-09-08T09:00", "2026-09-08T10:00"), ("2026-09-08T11:00", "2026-09-08T16:00"),
        ]
        #expect(try due("2026-09-07T10:00", .workingDays(3), twice) == "2026-09-10T17:30")
    }

    @Test(
        "a pause wholly inside a holiday adds nothing; one that begins on a rest day takes out the working days it covers"
    )
    func restDays() throws {
        #expect(
            try due("2026-09-30T10:00", .workingDays(2), [("2026-10-02T09:00", "2026-10-06T09:00")])
                == "2026-10-09T17:30")
        #expect(
            try due("2026-09-04T10:00", .workingDays(2), [("2026-09-06T09:00", "2026-09-08T09:00")])
                == "2026-09-09T17:30")
    }

    @Test("a pause that begins after the due time changes nothing")
    func afterDue() throws {
        #expect(
            try due("2026-09-07T10:00", .workingDays(3), [("2026-09-14T09:00", "2026-09-16T09:00")])
                == "2026-09-10T17:30")
        #expect(try due("2026-09-07T10:00", .workingDays(3), [("2026-09-14T09:00", nil)]) == "2026-09-10T17:30")
    }

    @Test("business minutes stand still for exactly the paused time")
    func minutes() throws {
        #expect(
            try due("2026-09-07T09:00", .businessMinutes(60), [("2026-09-07T09:30", "2026-09-07T10:15")])
                == "2026-09-07T10:45")
        #expect(
            try due("2026-09-07T11:30", .businessMinutes(60), [("2026-09-07T11:45", "2026-09-07T14:00")])
                == "2026-09-07T15:15")
        #expect(
            try due("2026-09-07T11:30", .businessMinutes(60), [("2026-09-07T11:45", "2026-09-08T09:00")])
                == "2026-09-08T09:45")
        #expect(
            try due("2026-09-07T23:00", .elapsedMinutes(120), [("2026-09-07T23:30", "2026-09-08T00:30")])
                == "2026-09-08T02:00")
    }

    @Test("while a pause has no end there is no due time")
    func endless() throws {
        for limit in [TimeLimit.workingDays(3), .naturalDays(3), .businessMinutes(600), .elapsedMinutes(3000)] {
            #expect(throws: DeadlineError.paused(since: try moment("2026-09-08T09:00")), "\(limit)") {
                try due("2026-09-07T10:00", limit, [("2026-09-08T09:00", nil)])
            }
        }
    }

    @Test("pauses that overlap or end before they begin are refused")
    func disorder() {
        for pauses in [
            [("2026-09-08T09:00", "2026-09-07T09:00")],
            [("2026-09-08T09:00", "2026-09-10T09:00"), ("2026-09-09T09:00", "2026-09-11T09:00")],
        ] {
            #expect(throws: DeadlineError.pausesOutOfOrder) { try due("2026-09-07T10:00", .workingDays(3), pauses) }
        }
    }
}
