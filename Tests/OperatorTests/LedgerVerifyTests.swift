import Foundation
import Synchronization
import TestKit
import Testing

@Suite("bangban ledger verify", .timeLimit(.minutes(5)))
struct LedgerVerifyTests {
    private static let problem =
        #"{"case_id":"0199f3a1-7c00-7abc-8def-0123456789ab","case_number":"20260918-0001234-7","seq":2,"kind":"changed","detail":"the content does not fit the hash"}"#

    private static let roots = ["5dc9da79", "ddb89be4"].map { String(repeating: $0, count: 8) }

    /// Three pages of cases, of which the second has a problem or none, two of anchors, and the end.
    private func pages(_ problems: [String]) -> [String] {
        let found = #""anchors":0,"problem_count":\#(problems.count),"problems":[\#(problems.joined(separator: ","))]"#
        return [
            #"{"report":{"cases":2000,"entries":4000,"anchors":0,"problem_count":0,"problems":[]},"next":"1","cases_total":2500}"#,
            #"{"report":{"cases":500,"entries":900,\#(found)},"next":"2"}"#,
            #"{"report":{"cases":0,"entries":0,"anchors":1,"problem_count":0,"problems":[]},"next":"3","anchor":{"day":"2026-09-17","root":"\#(Self.roots[0])"}}"#,
            #"{"report":{"cases":0,"entries":0,"anchors":1,"problem_count":0,"problems":[]},"next":"4","anchor":{"day":"2026-09-18","root":"\#(Self.roots[1])"}}"#,
            #"{"report":{"cases":0,"entries":0,"anchors":0,"problem_count":0,"problems":[]}}"#,
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
                environment: ["INTAKE_URL": address, "OPERATOR_TOKEN": "secret"])
        }
    }

    @Test("the pages of a long ledger are added up to one report")
    func whole() async throws {
        let outcome = try await verify(pages([]))
        #expect(outcome.status == 0)
        #expect(outcome.output == "2500 cases, 4900 entries, 2 anchors\nevery chain is whole\n")
        #expect(outcome.errors.isEmpty)
    }

    @Test("a problem on any page ends with 65, one line, and the case named")
    func problem() async throws {
        let outcome = try await verify(pages([Self.problem]))
        #expect(outcome.status == 65)
        #expect(
            outcome.output == """
                2500 cases, 4900 entries, 2 anchors
                  20260918-0001234-7 entry 2: changed: the content does not fit the hash

                """)
        #expect(outcome.errors.hasSuffix("bangban: 1 problem in the ledger\n"))
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

    @Test("an anchor from paper, whole or its first digits, is what the entries give")
    func anchors() async throws {
        let digits = Self.roots[1].prefix(16).uppercased()
        let outcome = try await verify(
            pages([]), ["--anchor", "2026-09-17=\(Self.roots[0])", "--anchor", "2026-09-18=\(digits)"])
        #expect(outcome.status == 0)
        #expect(
            outcome.output == """
                2500 cases, 4900 entries, 2 anchors
                every chain is whole
                the ledger still is what it was on 2026-09-17
                the ledger still is what it was on 2026-09-18

                """)
    }

    @Test("an anchor from paper that the entries do not give, or of a day without one, ends with 65")
    func otherAnchors() async throws {
        let outcome = try await verify(
            pages([]), ["--anchor", "2026-09-18=\(Self.roots[0])", "--anchor", "2026-09-19=\(Self.roots[0])"])
        #expect(outcome.status == 65)
        #expect(
            outcome.output == """
                2500 cases, 4900 entries, 2 anchors
                  anchor 2026-09-18: anchor_differs: the entries give \(Self.roots[1]), not \(Self.roots[0])
                  anchor 2026-09-19: anchor_missing: the ledger has no anchor of that day

                """)
        #expect(outcome.errors.hasSuffix("bangban: 2 problems in the ledger\n"))
    }

    @Test(
        "what is no day and root is refused as a wrong command",
        arguments: ["2026-09-18", "2026-09-18=5dc9", "x=5dc9da795dc9da79"])
    func badAnchors(_ anchor: String) async throws {
        #expect(try await verify(pages([]), ["--anchor", anchor]).status == 64)
    }

    @Test(
        "the newest anchor is printed as verify takes it; before the first one there is an error",
        arguments: [true, false])
    func newest(isTaken: Bool) async throws {
        let intake = FakeIntake()
        if isTaken {
            intake.state.withLock {
                $0.anchor =
                    #"{"day":"2026-09-18","root":"\#(Self.roots[1])","previous_root":"\#(Self.roots[0])","entries":213552,"at":"2026-09-18T03:10:00+08:00"}"#
            }
        }
        let outcome = try await intake.serve { address in
            try await ServiceProcess.run(
                "bangban", ["ledger", "anchor"], environment: ["INTAKE_URL": address, "OPERATOR_TOKEN": "secret"])
        }
        #expect(outcome.status == (isTaken ? 0 : 1))
        #expect(
            outcome.output
                == (isTaken ? "2026-09-18=\(Self.roots[1])\n213,552 entries since the anchor before\n" : ""))
    }
}
