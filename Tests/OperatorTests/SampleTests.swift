import Foundation
import Models
import Testing

@testable import Operator

private func rows(_ week: String, seed: UInt64 = 0, total: Int? = nil) throws -> [CSVTable.Row] {
    var bytes: [UInt8] = []
    let sample = HotlineWeek(week: try ISOWeek(week), seed: seed, total: total, regions: .banners)
    try sample.write { bytes += $0 }
    return try CSVTable(bytes, required: HotlineWeek.columns).rows
}

private func counts(_ rows: [CSVTable.Row], by column: String) -> [String: Int] {
    Dictionary(rows.map { ($0[column], 1) }, uniquingKeysWith: +)
}

struct SampleTests {
    @Test("the sample of 2024-W28 has exactly the bulletin's counts by kind and by handling")
    func bulletin() throws {
        let rows = try rows("2024-W28")
        #expect(rows.count == 71_184)
        #expect(counts(rows, by: "handling") == ["direct": 37_527, "dispatched": 33_657])
        #expect(
            counts(rows, by: "kind") == [
                "consultation": 33_523, "help": 21_570, "suggestion": 10_497, "complaint": 3_783, "thanks": 228,
                "other": 1_583,
            ])
    }

    @Test("every row is one that Intake can take: real region, valid phone, unique id, a moment of the week, in order")
    func valid() throws {
        let week = try ISOWeek("2024-W28").interval(in: .shanghai)
        let regions = Set(try CSVTable(repositoryFile("deploy/data/divisions.csv")).rows.map { $0["code"] })
        let rows = try rows("2024-W28", total: 7000)
        var last = Date.distantPast
        for row in rows {
            let moment = try #require(RFC3339.date(row["received_at"]))
            if !week.contains(moment) || moment < last { Issue.record("\(row["received_at"])") }
            last = moment
            if !regions.contains(row["region_code"]) { Issue.record("\(row["region_code"])") }
            if (try? PhoneNumber(row["contact_phone"])) == nil { Issue.record("phone of \(row["external_id"])") }
            if row["summary"].isEmpty || row["content"].isEmpty || row["contact_name"].count < 2 {
                Issue.record("\(row["external_id"])")
            }
        }
        #expect(Set(rows.map { $0["external_id"] }).count == rows.count)
    }

    @Test("calls come at every hour of every day, on weekdays more than at weekends")
    func spread() throws {
        let rows = try rows("2024-W28", total: 7000)
        let days = counts(rows, by: "received_at").reduce(into: [String: Int]()) {
            $0[String($1.key.prefix(10)), default: 0] += $1.value
        }
        #expect(days.count == 7)
        #expect((days["2024-07-08"] ?? 0) > (days["2024-07-14"] ?? 0))
        #expect(Set(rows.map { String($0["received_at"].dropFirst(11).prefix(2)) }).count == 24)
    }

    @Test("the same week, seed and total give the same bytes; another seed gives other requests")
    func deterministic() throws {
        func bytes(_ seed: UInt64) throws -> [UInt8] {
            var bytes: [UInt8] = []
            try HotlineWeek(week: ISOWeek("2024-W28"), seed: seed, total: 2000, regions: .banners).write { bytes += $0 }
            return bytes
        }
        #expect(try bytes(1) == bytes(1))
        #expect(try bytes(1) != bytes(2))
        let first = Set(try rows("2024-W28", seed: 1, total: 500).map { $0["external_id"] })
        #expect(first.isDisjoint(with: try rows("2024-W28", seed: 2, total: 500).map { $0["external_id"] }))
    }

    @Test("the week before has the total from which the bulletin's change of -0.24 % follows")
    func previousWeek() throws {
        let before = HotlineCounts.total(of: try ISOWeek("2024-W28").previous)
        #expect(before == 71_355)
        let change = Double(71_184 - before) / Double(before) * 100
        #expect((change * 100).rounded() == -24)
    }

    @Test("scaled counts add up to the total asked for", arguments: [1, 7, 100, 9999, 71_184, 71_355, 100_000])
    func scaled(total: Int) {
        let counts = HotlineCounts.bulletin.scaled(to: total)
        #expect(counts.total == total)
        #expect(counts.parts.allSatisfy { $0.count >= 0 })
    }

    @Test("the regions built in are the banners of the divisions file")
    func banners() throws {
        let table = try CSVTable(repositoryFile("deploy/data/divisions.csv"))
        let banners = table.rows.filter { $0["level"] == "banner" }.map {
            SampleRegions.Region(code: $0["code"], name: $0["name"])
        }
        #expect(Set(SampleRegions.banners.regions) == Set(banners))
        #expect(SampleRegions.banners.regions.count == 108)
    }

    @Test("a divisions file gives sumus and streets as well; a file without places is refused")
    func divisionsFile() throws {
        let regions = try SampleRegions(file: repositoryURL("deploy/data/divisions.csv").path())
        #expect(regions.regions.count == 108 + 1225)
        #expect(throws: OperatorError.self) {
            try SampleRegions(file: repositoryURL("deploy/data/state-council-calendar.csv").path())
        }
        #expect(throws: OperatorError.self) { try SampleRegions(file: "/nowhere.csv") }
    }

    @Test("sample helpers have every skill, valid addresses and unique ids")
    func helpers() throws {
        let rows = try CSVTable(SampleHelpers.csv(), required: SampleHelpers.columns).rows
        #expect(Set(rows.map { $0["external_id"] }).count == rows.count)
        var skills: Set<HelpSkill> = []
        for row in rows {
            #expect(try EmailAddress(row["email"]).domain == "example.org")
            _ = try PhoneNumber(row["phone"])
            _ = try RegionCode(row["region_code"])
            #expect((1...100).contains(Int(row["capacity"]) ?? 0))
            for part in row["skills"].split(separator: ";") {
                skills.insert(try #require(HelpSkill(rawValue: String(part.split(separator: ":")[0]))))
            }
        }
        #expect(skills == Set(HelpSkill.allCases))
        #expect(SampleHelpers.csv() == SampleHelpers.csv())
    }

    @Test("the service items shipped with the product are at least forty, each with limits that can be read")
    func serviceItems() throws {
        let rows = try CSVTable(repositoryFile("deploy/data/service-items.csv")).rows
        #expect(rows.count >= 40)
        #expect(Set(rows.map { $0["code"] }).count == rows.count)
        for row in rows {
            let promised = try TimeLimit(row["promised_limit"])
            #expect((row["handling_type"] == "immediate") == (promised == .workingDays(0)), "\(row["code"])")
            if !row["statutory_limit"].isEmpty { _ = try TimeLimit(row["statutory_limit"]) }
            if !row["help_skill"].isEmpty { #expect(HelpSkill(rawValue: row["help_skill"]) != nil) }
            #expect(["true", "false"].contains(row["kiosk"]))
            #expect(!row["name_zh"].isEmpty && !row["name_en"].isEmpty && !row["department_zh"].isEmpty)
        }
    }
}
