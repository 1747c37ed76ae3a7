import Foundation
import HTTPTypes
import JobQueue
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import IntakeService

@Suite("Working cases at the desk", .database(JobQueue.migrator, IntakeSchema.migrator), .timeLimit(.minutes(5)))
struct DeskTests {
    @Test("a case goes the whole way from submission to closing, each step in ledger and events")
    func wholeWay() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.ownWords()).caseID
        let desk = fixture.intake.desk
        let clerk = fixture.clerk
        var row = try await desk.accept(id, version: 1, by: clerk)
        row = try await desk.dispatch(id, to: "城市管理局", note: "请核实", version: row.version, by: clerk)
        row = try await desk.sign(id, version: row.version, by: clerk)
        row = try await desk.reply(id, outcome: .solved, text: "路灯已修好。", version: row.version, by: clerk)
        #expect(row.colour == .none)
        await expectProblem("follow-up-missing") {
            try await desk.close(id, note: nil, version: row.version, by: clerk)
        }
        row = try await desk.followUp(id, outcome: .satisfied, note: nil, version: row.version, by: clerk)
        row = try await desk.close(id, note: nil, version: row.version, by: clerk)
        #expect(row.state == .closed)
        #expect(row.department == "城市管理局")
        #expect(
            try await fixture.actions(of: id) == [
                "submit", "accept", "dispatch", "sign", "reply", "follow_up", "close",
            ])
        #expect(try await fixture.messages(CaseDispatched.self).map(\.summary.department) == ["城市管理局"])
        #expect(try await fixture.messages(CaseReplied.self).map(\.outcome) == [.solved])
        #expect(try await fixture.messages(CaseFollowedUp.self).map(\.satisfied) == [true])
        #expect(try await fixture.messages(CaseClosed.self).map(\.workingDaysUsed) == [0])
        let templates = try await fixture.messages(SendNotification.self).map(\.template)
        #expect(templates == ["case-receipt", "case-accepted", "case-replied"])
        #expect(try await fixture.messages(ReleaseHelper.self).isEmpty)
        #expect(try await fixture.intake.ledger.run().problems == [])
    }

    @Test("whoever helped with a case is let go when it is closed")
    func helpEnds() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.application("allowance")).caseID
        let desk = fixture.intake.desk
        let clerk = fixture.clerk
        var row = try await desk.dispatch(id, to: "民政局", note: nil, version: desk.open(id).row.version, by: clerk)
        row = try await desk.sign(id, version: row.version, by: clerk)
        row = try await desk.reply(id, outcome: .solved, text: "已办理。", version: row.version, by: clerk)
        row = try await desk.followUp(id, outcome: .satisfied, note: nil, version: row.version, by: clerk)
        #expect(try await fixture.messages(ReleaseHelper.self).isEmpty)
        row = try await desk.close(id, note: nil, version: row.version, by: clerk)
        #expect(try await fixture.messages(ReleaseHelper.self).map(\.caseID) == [id])
    }

    @Test("the second of two clerks is told that the case was changed, and nothing is overwritten")
    func conflict() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.application()).caseID
        let desk = fixture.intake.desk
        let seen = try await desk.open(id).row.version
        _ = try await desk.dispatch(id, to: "住房和城乡建设局", note: nil, version: seen, by: fixture.clerk)
        let problem = await expectProblem("case-changed") {
            try await desk.dispatch(id, to: "民政局", note: nil, version: seen, by: fixture.colleague)
        }
        #expect(problem?.status == .preconditionFailed)
        #expect(try await desk.open(id).row.department == "住房和城乡建设局")
    }

    @Test("of many clerks who act at once exactly one gets through")
    func race() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.application()).caseID
        let version = try await fixture.intake.desk.open(id).row.version
        let through = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let row = try? await fixture.intake.desk.dispatch(
                        id, to: "部门\(number)", note: nil, version: version, by: fixture.clerk)
                    return row != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(through == 1)
        #expect(try await fixture.actions(of: id) == ["submit", "accept", "dispatch"])
        #expect(try await fixture.intake.ledger.run().problems == [])
    }

    @Test("a delivered notice does not disturb the clerk who has the case open")
    func noticeKeepsVersion() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.application()).caseID
        let seen = try await fixture.intake.desk.open(id).row.version
        _ = try await fixture.intake.work.change(id) { change, _ in change.remark(.notified, by: "notification") }
        let row = try await fixture.intake.desk.dispatch(
            id, to: "民政局", note: nil, version: seen, by: fixture.clerk)
        #expect(row.state == .dispatched)
    }

    @Test("a dissatisfied party's case is worked on again, due in half of the promised time")
    func rework() async throws {
        let fixture = try await IntakeFixture()
        let id = try await replied(fixture)
        let desk = fixture.intake.desk
        let before = try await desk.open(id).row
        var row = try await desk.followUp(
            id, outcome: .dissatisfied, note: "没有解决", version: before.version, by: fixture.clerk)
        #expect(row.state == .rework)
        let engine = try fixture.intake.configuration.engine(await fixture.intake.catalogue.reference().calendar)
        let entry = try #require(try await desk.open(id).entries.last)
        #expect(row.promisedDue == (try engine.deadline(from: entry.at, limit: .workingDays(3)).due))
        #expect(row.statutoryDue == before.statutoryDue)
        #expect(try await fixture.messages(CaseReworked.self).count == 1)
        row = try await desk.sign(id, version: row.version, by: fixture.clerk)
        row = try await desk.reply(id, outcome: .partly, text: "再次答复", version: row.version, by: fixture.clerk)
        await expectProblem("supervisor-required") {
            try await desk.followUp(id, outcome: .dissatisfied, note: nil, version: row.version, by: fixture.clerk)
        }
        row = try await desk.followUp(
            id, outcome: .dissatisfied, note: nil, version: row.version, by: fixture.supervisor)
        #expect(row.state == .rework)
    }

    @Test("the third unreachable attempt on another day closes the case without contact")
    func unreachable() async throws {
        let fixture = try await IntakeFixture()
        let id = try await replied(fixture)
        var row = try await fixture.intake.desk.open(id).row
        for attempt in 1...3 {
            row = try await fixture.intake.desk.followUp(
                id, outcome: .unreachable, note: nil, version: row.version, by: fixture.clerk)
            #expect(row.state == (attempt == 3 ? .closed : .replied))
            if attempt < 3 {
                await expectProblem("attempted-today") {
                    try await fixture.intake.desk.followUp(
                        id, outcome: .unreachable, note: nil, version: row.version, by: fixture.clerk)
                }
            }
            try await fixture.superuser.execute(
                "UPDATE intake.intake_case SET followed_up_at = followed_up_at - interval '1 day'")
        }
        let file = try await fixture.intake.desk.open(id)
        #expect(file.entries.last?.reason == "no-contact")
        #expect(try await fixture.messages(CaseFollowedUp.self).map(\.reached) == [false, false, false])
        #expect(try await fixture.messages(CaseClosed.self).count == 1)
    }

    @Test("an illegal move is refused with its own problem")
    func illegal() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.ownWords()).caseID
        let problem = await expectProblem("transition-illegal") {
            try await fixture.intake.desk.sign(id, version: 1, by: fixture.clerk)
        }
        #expect(problem?.status == .conflict)
        await expectProblem("case-unknown") {
            try await fixture.intake.desk.accept(.next(), version: 1, by: fixture.clerk)
        }
    }

    @Test("the list is filtered, paged without gaps, and found by phone number")
    func listing() async throws {
        let fixture = try await IntakeFixture()
        for _ in 0..<5 { _ = try await fixture.submit(fixture.ownWords()) }
        let application = try await fixture.submit(fixture.application())
        let desk = fixture.intake.desk
        var filter = CaseFilter(state: .submitted, limit: 2)
        var numbers: [String] = []
        while true {
            let page = try await desk.list(filter)
            numbers += page.rows.map(\.number)
            guard let next = page.next else { break }
            filter.cursor = next
        }
        #expect(numbers.count == 5)
        #expect(Set(numbers).count == 5)
        #expect(try await desk.list(CaseFilter(text: "138-0000-1234")).rows.map(\.id) == [application.caseID])
        #expect(try await desk.list(CaseFilter(text: application.caseNumber)).rows.count == 1)
        #expect(try await desk.list(CaseFilter(text: "路灯")).rows.count == 5)
        #expect(try await desk.list(CaseFilter(colour: .green)).rows.map(\.id) == [application.caseID])
        #expect(try await desk.list(CaseFilter(regionCode: "1502")).rows.isEmpty)
        let counts = try await desk.counts()
        #expect(counts.byState == [.submitted: 5, .accepted: 1])
        #expect(counts.byColour == [.green: 1])
    }

    @Test("the colour that the list is filtered by is the colour that a row shows", arguments: DueColour.allCases)
    func colours(_ colour: DueColour) async throws {
        let fixture = try await IntakeFixture()
        let ids = [
            try await fixture.submit(fixture.ownWords()).caseID, try await fixture.submit(fixture.application()).caseID,
            try await fixture.submit(fixture.application()).caseID,
            try await fixture.submit(fixture.application()).caseID,
        ]
        try await fixture.superuser.execute(
            "UPDATE intake.intake_case SET warn_at = now() - interval '1 hour' WHERE id = \(ids[2])")
        try await fixture.superuser.execute(
            "UPDATE intake.intake_case SET promised_due = now() - interval '1 hour' WHERE id = \(ids[3])")
        let expected: [DueColour: CaseID] = [.none: ids[0], .green: ids[1], .amber: ids[2], .red: ids[3]]
        let rows = try await fixture.intake.desk.list(CaseFilter(colour: colour)).rows
        #expect(rows.map(\.id) == [expected[colour]])
        #expect(rows.map(\.colour) == [colour])
    }

    @Test("the full data is shown only after the look stands in the ledger")
    func reveal() async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.application()).caseID
        let file = try await fixture.intake.desk.open(id)
        #expect(file.row.maskedName == "张*丰")
        #expect(file.maskedPhone == "138****1234")
        let party = try await fixture.intake.desk.reveal(id, reason: "回访", by: fixture.clerk)
        #expect(party == RevealedParty(name: "张三丰", phone: "13800001234", email: "zhang@example.org"))
        let entry = try #require(try await fixture.intake.desk.open(id).entries.last)
        #expect(entry.action == .unmasked)
        #expect(entry.actor == "staff:clerk")
        #expect(entry.reason == "回访")
    }

    /// A case that was answered and waits for its follow-up.
    private func replied(_ fixture: IntakeFixture) async throws -> CaseID {
        let id = try await fixture.submit(fixture.application()).caseID
        let desk = fixture.intake.desk
        var row = try await desk.open(id).row
        row = try await desk.dispatch(id, to: "住房和城乡建设局", note: nil, version: row.version, by: fixture.clerk)
        row = try await desk.sign(id, version: row.version, by: fixture.clerk)
        _ = try await desk.reply(id, outcome: .solved, text: "已办理", version: row.version, by: fixture.clerk)
        return id
    }
}
