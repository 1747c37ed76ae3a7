import HTTPTypes
import JobQueue
import Models
import ServiceKit
import TestKit
import Testing

@testable import IntakeService

@Suite(
    "Following a case by its code", .database(JobQueue.migrator, IntakeSchema.migrator), .timeLimit(.minutes(5)))
struct TrackingTests {
    @Test("number and code show the case, masked, with what was done and nothing of the office's own")
    func view() async throws {
        let fixture = try await IntakeFixture()
        let receipt = try await fixture.submit(fixture.application())
        _ = try await fixture.intake.desk.reveal(receipt.caseID, reason: "核对", by: fixture.clerk)
        let code = receipt.trackingCode.lowercased().replacing("-", with: " ")
        let tracked = try await fixture.intake.tracking.find(number: receipt.caseNumber, code: code)
        #expect(tracked.maskedName == "张*丰")
        #expect(tracked.item == "建筑工程施工许可证变更")
        #expect(tracked.steps.map(\.action) == [.submit, .accept])
        #expect(tracked.promisedDue == receipt.promisedDue)
    }

    @Test("a wrong code and an unknown number look the same, and five wrong codes shut the number for a while")
    func wrongCodes() async throws {
        let fixture = try await IntakeFixture()
        let receipt = try await fixture.submit(fixture.application())
        let tracking = fixture.intake.tracking
        await expectProblem("case-unknown") { try await tracking.find(number: "20200101-0000001-0", code: "x") }
        for _ in 0..<5 {
            let wrong = TrackingCode.random().description
            await expectProblem("case-unknown") { try await tracking.find(number: receipt.caseNumber, code: wrong) }
        }
        let problem = await expectProblem("too-many-tries") {
            try await tracking.find(number: receipt.caseNumber, code: receipt.trackingCode)
        }
        #expect(problem?.status == .tooManyRequests)
    }
}
