import JobQueue
import Models
import Postgres
import TestKit
import Testing

@testable import IntakeService

@Suite("Anchors that were tampered with", .database(JobQueue.migrator, IntakeSchema.migrator), .timeLimit(.minutes(5)))
struct AnchorTamperingTests {
    /// What somebody with the database's keys may do to two anchors, and what must be found.
    struct Tampering: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var sql: String
        var found: [LedgerProblem.Kind]
    }

    static let tamperings: [Tampering] = [
        .init(
            testDescription: "a changed root",
            sql: "UPDATE intake.ledger_anchor SET root = sha256('x') WHERE day = '2026-09-18'",
            found: [.anchorDiffers, .anchorUnlinked]),
        .init(
            testDescription: "a changed day",
            sql: "UPDATE intake.ledger_anchor SET day = '2026-09-20' WHERE day = '2026-09-19'",
            found: [.anchorDiffers]),
        .init(
            testDescription: "an anchor taken out", sql: "DELETE FROM intake.ledger_anchor WHERE day = '2026-09-18'",
            found: [.anchorUnlinked]),
        .init(
            testDescription: "the last anchor taken off",
            sql: "DELETE FROM intake.ledger_anchor WHERE day = '2026-09-19'",
            found: [.anchorMissing]),
        .init(
            testDescription: "a case put under another day's anchor",
            sql: "UPDATE intake.ledger_anchor_case SET day = '2026-09-19'", found: [.anchorDiffers, .anchorDiffers]),
        .init(
            testDescription: "all traces of the first case removed",
            sql: """
                DELETE FROM intake.intake_case c WHERE NOT EXISTS (SELECT FROM intake.intake_case o WHERE o.id < c.id);
                DELETE FROM intake.ledger_entry e WHERE NOT EXISTS (SELECT FROM intake.intake_case c WHERE c.id = e.case_id)
                """, found: [.anchorDiffers]),
    ]

    @Test("tampering with anchors or under them is found", arguments: tamperings)
    func tampering(_ tampering: Tampering) async throws {
        let fixture = try await IntakeFixture()
        for day in ["2026-09-18", "2026-09-19"] {
            _ = try await fixture.submit(fixture.application())
            let day = try #require(LocalDate(day))
            let anchor = try await fixture.client.withTransaction { transaction in
                try await fixture.intake.anchoring.anchor(day, in: transaction)
            }
            #expect(anchor?.entries == 2)
        }
        try await fixture.superuser.tamper(tampering.sql)
        #expect(try await fixture.intake.ledger.run().problems.map(\.kind) == tampering.found)
    }

    @Test(
        "the service's own role can neither change nor remove an anchor, and not even the owner by mistake",
        arguments: [
            "UPDATE intake.ledger_anchor SET entries = 0", "DELETE FROM intake.ledger_anchor",
            "TRUNCATE intake.ledger_anchor", "UPDATE intake.ledger_anchor_case SET last = 9",
            "DELETE FROM intake.ledger_anchor_case", "TRUNCATE intake.ledger_anchor_case",
        ])
    func refused(_ statement: String) async throws {
        let fixture = try await IntakeFixture()
        _ = try await fixture.submit(fixture.application())
        try await fixture.client.withTransaction { transaction in
            _ = try await fixture.intake.anchoring.anchor(LocalDate(daysSinceEpoch: 20_713), in: transaction)
        }
        let refusal = await #expect(throws: PostgresError.self) {
            try await fixture.client.execute(SQL(unescaped: statement))
        }
        #expect(refusal?.sqlState == .insufficientPrivilege)
        let owner = try TestDatabase.current.client(role: "bangban_owner")
        let error = await #expect(throws: PostgresError.self) { try await owner.execute(SQL(unescaped: statement)) }
        #expect(error?.message.contains("append-only") == true)
    }
}
