import Foundation
import Models
import Testing

struct ExplanationTests {
    @Test("the explanation names every day, whether it counts, and why")
    func english() throws {
        let deadline = try TestData.engine().deadline(from: moment("2026-09-18T17:30"), limit: TimeLimit("60m"))
        #expect(
            deadline.explanation(in: .english).map(\.description) == [
                "2026-09-18 Fri  starts at 17:30 – outside business hours: counts from the next opening",
                "2026-09-19 Sat  not counted – weekend",
                "2026-09-20 Sun  08:30-09:30 uses 60 min – make-up working day (国庆节)",
                "2026-09-20 Sun  due at 09:30 – the time is used up",
            ])
    }

    @Test("the Chinese explanation of a limit over the Mid-Autumn holiday")
    func chinese() throws {
        let deadline = try TestData.engine().deadline(from: moment("2026-09-24T10:00"), limit: TimeLimit("2wd"))
        #expect(
            deadline.explanation(in: .chinese).map(\.description) == [
                "2026-09-24 周四  10:00 起算 – 2个工作日，当日不计", "2026-09-25 周五  不计 – 放假（中秋节）",
                "2026-09-26 周六  不计 – 放假（中秋节）", "2026-09-27 周日  不计 – 放假（中秋节）", "2026-09-28 周一  第1天 – 工作日",
                "2026-09-29 周二  第2天 – 工作日", "2026-09-29 周二  17:30 到期 – 下班时间",
            ])
    }

    @Test(
        "every kind of limit explains itself from start to due, without an empty line",
        arguments: [
            "0wd", "20wd", "7d", "7dr", "60m", "8h", "120em",
        ])
    func allKinds(limit: String) throws {
        let engine = try TestData.engine()
        let pause = ClockPause(from: try moment("2026-09-30T15:00"), until: try moment("2026-10-09T09:00"))
        for start in ["2026-09-30T10:00", "2026-09-30T17:30", "2026-10-01T10:00"] {
            let deadline = try engine.deadline(from: moment(start), limit: TimeLimit(limit), pauses: [pause])
            guard case .due(let local) = deadline.steps.last else {
                Issue.record("no due step")
                continue
            }
            #expect(local.moment(in: .shanghai) == deadline.due)
            for language in Language.allCases {
                let lines = deadline.explanation(in: language)
                #expect(lines.count == deadline.steps.count)
                #expect(lines.allSatisfy { !$0.date.isEmpty && !$0.what.isEmpty && !$0.why.isEmpty })
            }
        }
    }
}
