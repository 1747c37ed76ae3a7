import Foundation
import Synchronization
import TestKit
import Testing

@Suite("bangban ledger verify", .timeLimit(.minutes(1)))
struct LedgerVerifyTests {
    private static let problem =
        #"{"case_id":"0199f3a1-7c00-7abc-8def-0123456789ab","case_number":"20260918-0001234-7","seq":2,"kind":"changed","detail":"the content does not fit the hash"}"#

    /// Three pages; the second has a problem, or none.
    private func pages(_ problems: [String]) -> [String] {
        let found = #""problem_count":\#(problems.count),"problems":[\#(problems.joined(separator: ","))]"#
        return [
            #"{"report":{"cases":2000,"entries":4000,"problem_count":0,"problems":[]},"next":"1","cases_total":2500}"#,
            #"{"report":{"cases":500,"entries":900,\#(found)},"next":"2"}"#,
            #"{"report":{"cases":0,"entries":0,"problem_count":0,"problems":[]}}"#,
        ]
    }

    private func verify(
        _ pages: [String], _ arguments: [String] = []
    ) async throws -> (status: Int32, output: String, errors: String) {
        let intake = FakeIntake()
        intake.state.withLock { $0.ledger = pages }
        return try await intake.serve { address in
            try await ServiceProcess.run(
                "bangban", ["ledger", "verify"] + arguments,
                environment: ["INTAKE_URL": address, "OPERATOR_TOKEN": "secret"], within: .seconds(30))
        }
    }

    @Test("the pages of a long ledger are added up to one report")
    func whole() async throws {
        let outcome = try await verify(pages([]))
        #expect(outcome.status == 0)
        #expect(outcome.output == "2500 cases, 4900 entries\nevery chain is whole\n")
        #expect(outcome.errors.isEmpty)
    }

    @Test("a problem on any page ends with 65, one line, and the case named")
    func problem() async throws {
        let outcome = try await verify(pages([Self.problem]))
        #expect(outcome.status == 65)
        #expect(
            outcome.output == """
                2500 cases, 4900 entries
                  20260918-0001234-7 entry 2: changed: the content does not fit the hash

                """)
        #expect(outcome.errors == "bangban: 1 problems in the ledger\n")
    }

    @Test("as JSON the report is one object, as if the ledger had been checked at once")
    func json() async throws {
        let outcome = try await verify(pages([Self.problem]), ["--json"])
        #expect(outcome.status == 65)
        let report = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        #expect(report?["cases"] as? Int == 2500)
        #expect(report?["problem_count"] as? Int == 1)
        #expect((report?["problems"] as? [[String: Any]])?.first?["kind"] as? String == "changed")
    }
}
