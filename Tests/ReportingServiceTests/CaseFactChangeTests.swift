import Foundation
import Models
import Testing

@testable import ReportingService

@Suite("What events say of a case")
struct CaseFactChangeTests {
    /// A case's whole course, some events at the same moment as in an import.
    static func course(of caseID: CaseID = .next(), receivedAt: Date = Date(timeIntervalSince1970: 1_720_400_000))
        -> [CaseFactChange]
    {
        var summary = CaseSummary(
            caseID: caseID, number: "BB-1", kind: .help, channel: .hotline, handling: .dispatched,
            regionCode: "150105", receivedAt: receivedAt)
        let submitted = CaseSubmitted(summary: summary, at: receivedAt)
        summary.promisedDue = receivedAt.addingTimeInterval(86_400 * 3)
        let accepted = CaseAccepted(summary: summary, at: receivedAt)
        summary.department = "住房和城乡建设局"
        let dispatched = CaseDispatched(summary: summary, at: receivedAt)
        let hours = { (count: Double) in receivedAt.addingTimeInterval(count * 3600) }
        return [
            submitted.change, accepted.change, dispatched.change, CaseSigned(summary: summary, at: hours(2)).change,
            DeadlineWarned(
                summary: summary, at: hours(50), clock: .promised, threshold: .eightyPercent, due: hours(72)
            ).change,
            CaseReplied(summary: summary, at: hours(60), outcome: .partly).change,
            CaseReworked(summary: summary, at: hours(61)).change,
            DeadlineBreached(summary: summary, at: hours(72), clock: .promised, due: hours(72)).change,
            CaseReplied(summary: summary, at: hours(80), outcome: .solved).change,
            CaseClosed(summary: summary, at: hours(90), workingDaysUsed: 4, statutoryWorkingDays: 10).change,
        ]
    }

    @Test("events in any order and any number come to the same")
    func anyOrder() throws {
        let course = Self.course()
        var generator = SystemRandomNumberGenerator()
        let expected = try #require(CaseFactStore.folded(course).first)
        #expect(expected.summary.department == "住房和城乡建设局")
        #expect(expected.lastReply?.outcome == .solved)
        #expect(expected.firstRepliedAt == course[5].firstRepliedAt)
        for _ in 0..<500 {
            let repeated = (course + course.shuffled(using: &generator).prefix(4)).shuffled(using: &generator)
            #expect(CaseFactStore.folded(repeated) == [expected])
        }
    }

    @Test("of two events of the same moment the later stage's summary holds")
    func sameMoment() {
        let course = Self.course()
        let folded = CaseFactStore.folded([course[2], course[0], course[1]])
        #expect(folded.first?.summary.department == "住房和城乡建设局")
        #expect(folded.first?.summary.promisedDue != nil)
    }

    @Test("a due time that was computed anew replaces the one that the case was accepted with")
    func changedDeadline() throws {
        let course = Self.course()
        var summary = course[2].summary
        summary.promisedDue = summary.receivedAt.addingTimeInterval(86_400 * 5)
        let changed = DeadlineChanged(
            summary: summary, at: summary.receivedAt.addingTimeInterval(3600), reason: "calendar-notice: 2024",
            previousPromisedDue: course[2].summary.promisedDue)
        let folded = try #require(CaseFactStore.folded([changed.change, course[1], course[2]]).first)
        #expect(folded.summary.promisedDue == summary.promisedDue)
        #expect(folded.acceptedAt == course[1].acceptedAt)
    }
}
