import JobQueue
import Models
import ServiceKit
import TestKit
import Testing

@testable import IntakeService

@Suite("Reference data", .database(JobQueue.migrator, IntakeSchema.migrator), .timeLimit(.minutes(5)))
struct ReferenceTests {
    @Test("a changed item becomes a new version; an unchanged one stays; one that is left out ends")
    func items() async throws {
        let fixture = try await IntakeFixture()
        let lines = ReferenceSample.items.split(separator: "\n").map(String.init)
        let changed = lines.filter { !$0.hasPrefix("backroom") }
            .map { $0.hasPrefix("permit") ? $0.replacing("5wd", with: "3wd") : $0 }
        let outcome = try await fixture.intake.upload.items(Array(changed.joined(separator: "\n").utf8))
        #expect(outcome == .init(rows: 3, added: 0, changed: 1, withdrawn: 1))
        let permit = try #require(try await fixture.intake.catalogue.item("permit"))
        #expect(permit.version == 2)
        #expect(permit.promisedLimit == "3wd")
        #expect(try await fixture.intake.catalogue.item("backroom") == nil)
        #expect(try await fixture.intake.catalogue.item("allowance")?.version == 1)
        #expect(try await fixture.intake.upload.items(Array(ReferenceSample.items.utf8)).added == 1)
        #expect(try await fixture.intake.catalogue.item("backroom")?.version == 2)
    }

    @Test("a case keeps the limits of the version it was submitted for")
    func keptVersion() async throws {
        let fixture = try await IntakeFixture(calendar: ReferenceSample.oldCalendar)
        let id = try await fixture.submit(fixture.application()).caseID
        let items = ReferenceSample.items.replacing("20wd,5wd", with: "20wd,3wd")
        _ = try await fixture.intake.upload.items(Array(items.utf8))
        _ = try await fixture.intake.upload.calendar(Array(ReferenceSample.calendar.utf8))
        let row = try await fixture.intake.desk.accept(id, version: 1, by: fixture.clerk)
        let engine = try fixture.intake.configuration.engine(await fixture.intake.catalogue.reference().calendar)
        let accepted = try #require(row.acceptedAt)
        #expect(row.promisedDue == (try engine.deadline(from: accepted, limit: .workingDays(5)).due))
    }

    @Test("each year of a calendar that changed is published, and only that")
    func calendar() async throws {
        let fixture = try await IntakeFixture(
            calendar: "date,kind,name\n2025-10-01,holiday,国庆节\n2026-10-01,holiday,国庆节")
        let more = "date,kind,name\n2026-10-01,holiday,国庆节\n2026-10-02,holiday,国庆节"
        let outcome = try await fixture.intake.upload.calendar(Array(more.utf8))
        #expect(outcome == .init(rows: 2, added: 1, changed: 0, withdrawn: 0))
        let published = try await fixture.messages(CalendarPublished.self)
        #expect(published.map(\.year) == [2025, 2026, 2026])
        #expect(published.last?.entries.count == 2)
        #expect(try await fixture.intake.catalogue.reference().calendar.loadedYears == [2025, 2026])
    }

    @Test(
        "a bad file is refused whole, with the place of its error",
        arguments: [
            "code,name,level,parent\n15,内蒙古自治区,region,\n1501,呼和浩特市,city,15",
            "code,name,level,parent\n15,内蒙古自治区,region,\n15,内蒙古自治区,region,",
            "code,name,level,parent\n15,内蒙古自治区,region,\n1501,呼和浩特市,league,16",
            "code,name,level\n15,内蒙古自治区,region",
        ])
    func badFile(_ text: String) async throws {
        let fixture = try await IntakeFixture()
        await expectProblem("csv-malformed") { try await fixture.intake.upload.regions(Array(text.utf8)) }
        #expect(try await fixture.intake.catalogue.regions().count == 4)
    }

    @Test("a division that a new list leaves out is not offered any more, and comes back with a later one")
    func withdrawnRegion() async throws {
        let fixture = try await IntakeFixture()
        let fewer = ReferenceSample.regions.split(separator: "\n").dropLast().joined(separator: "\n")
        #expect(try await fixture.intake.upload.regions(Array(fewer.utf8)).withdrawn == 1)
        #expect(try await fixture.intake.catalogue.region("150203") == nil)
        #expect(try await fixture.intake.upload.regions(Array(ReferenceSample.regions.utf8)).added == 1)
        #expect(try await fixture.intake.catalogue.path(of: "150203").map(\.code) == ["15", "1501", "150203"])
    }
}
