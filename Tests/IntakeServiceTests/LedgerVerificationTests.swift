import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import Testing

@testable import IntakeService

@Suite(
    "Verifying the ledger", .database(JobQueue.migrator, IntakeSchema.migrator), .timeLimit(.minutes(5)))
struct LedgerVerificationTests {
    /// What somebody with the database's keys may do, and what must be found.
    struct Tampering: Sendable, CustomTestStringConvertible {
        var name: String
        var sql: String
        var found: [LedgerProblem.Kind]
        var testDescription: String { name }
    }

    static let tamperings: [Tampering] = [
        .init(
            name: "a changed payload",
            sql: "UPDATE intake.ledger_entry SET payload = '{\"department\":\"他处\"}' WHERE seq = 3", found: [.changed]),
        .init(
            name: "a changed time", sql: "UPDATE intake.ledger_entry SET at = at - interval '1 us' WHERE seq = 2",
            found: [.changed]),
        .init(
            name: "a changed actor", sql: "UPDATE intake.ledger_entry SET actor = 'staff:other' WHERE seq = 3",
            found: [.changed]),
        .init(
            name: "an entry taken out of the middle", sql: "DELETE FROM intake.ledger_entry WHERE seq = 2",
            found: [.missing]),
        .init(
            name: "an entry taken out and the gap closed",
            sql: """
                DELETE FROM intake.ledger_entry WHERE seq = 2;
                UPDATE intake.ledger_entry SET seq = 2 WHERE seq = 3
                """, found: [.unlinked, .changed, .truncated]),
        .init(
            name: "a cut-off tail", sql: "DELETE FROM intake.ledger_entry WHERE seq = 3",
            found: [.truncated, .stateDiffers]),
        .init(
            name: "an entry added at the end",
            sql: """
                INSERT INTO intake.ledger_entry (case_id, at, seq, actor, action, payload, prev_hash, hash)
                SELECT case_id, at, 4, actor, 'note', '{}', hash, sha256('x') FROM intake.ledger_entry WHERE seq = 3
                """, found: [.inserted, .changed]),
        .init(
            name: "two entries in each other's place",
            sql: """
                UPDATE intake.ledger_entry SET seq = 9 WHERE seq = 2;
                UPDATE intake.ledger_entry SET seq = 2 WHERE seq = 3;
                UPDATE intake.ledger_entry SET seq = 3 WHERE seq = 9
                """, found: [.unlinked, .changed, .unlinked, .changed, .changed, .stateDiffers]),
        .init(
            name: "a case's row deleted", sql: "DELETE FROM intake.intake_case", found: [.caseMissing]),
        .init(name: "all entries deleted", sql: "DELETE FROM intake.ledger_entry", found: [.truncated]),
        .init(
            name: "a state set by hand", sql: "UPDATE intake.intake_case SET state = 'replied'", found: [.stateDiffers]),
        .init(
            name: "the request's words changed", sql: "UPDATE intake.intake_case SET content = '别的内容'",
            found: [.wordsChanged]),
    ]

    @Test("an untouched ledger has no problems, page by page")
    func clean() async throws {
        let fixture = try await IntakeFixture()
        for _ in 0..<5 { _ = try await fixture.submit(fixture.application()) }
        var verification = fixture.intake.ledger
        verification.pageSize = 2
        #expect(try await verification.run() == LedgerReport(cases: 5, entries: 10))
    }

    @Test("pages stay short when the rows of all cases are gone, and nothing is missed or told twice")
    func pages() async throws {
        let fixture = try await IntakeFixture()
        let rows = (1...45).map { ReferenceSample.hotlineRow("H-\($0)") }
        _ = try await fixture.intake.hotline.run(ReferenceSample.hotline(rows), firstLine: 2)
        var verification = fixture.intake.ledger
        verification.pageSize = 4
        #expect(try await verification.run() == LedgerReport(cases: 45, entries: 135))
        try await fixture.superuser.execute("DELETE FROM intake.intake_case")
        var found: [LedgerProblem] = []
        var next: String? = LedgerCursor.start.text
        while let cursor = next {
            let page = try await verification.page(after: LedgerCursor(cursor))
            #expect(page.report.entries <= 12 && page.report.problemCount <= 40)
            found += page.report.problems
            next = page.next
        }
        // Each is missed by its entries and by its import's record.
        #expect(found.count == 90 && Set(found.map(\.caseID)).count == 45)
        #expect(found.allSatisfy { $0.kind == .caseMissing })
    }

    @Test("tampering behind the service's back is found", arguments: tamperings)
    func tampering(_ tampering: Tampering) async throws {
        let fixture = try await IntakeFixture()
        let id = try await fixture.submit(fixture.application()).caseID
        _ = try await fixture.intake.desk.dispatch(
            id, to: "民政局", note: nil, version: 2, by: fixture.clerk)
        try await fixture.superuser.withTransaction { transaction in
            try await transaction.executeScript("SET LOCAL session_replication_role = replica; \(tampering.sql)")
        }
        let report = try await fixture.intake.ledger.run()
        #expect(report.problems.map(\.kind) == tampering.found)
        #expect(report.problems.allSatisfy { $0.caseID == id })
    }

    @Test("an imported case that was removed without a trace is missed")
    func lostImport() async throws {
        let fixture = try await IntakeFixture()
        _ = try await fixture.intake.hotline.run(
            ReferenceSample.hotline([ReferenceSample.hotlineRow("H-1")]), firstLine: 2)
        try await fixture.superuser.withTransaction { transaction in
            try await transaction.executeScript(
                """
                SET LOCAL session_replication_role = replica;
                DELETE FROM intake.ledger_entry; DELETE FROM intake.intake_case; DELETE FROM intake.party
                """)
        }
        #expect(try await fixture.intake.ledger.run().problems.map(\.kind) == [.caseMissing])
    }

    @Test(
        "the service's own role can neither change nor remove an entry",
        arguments: [
            "UPDATE intake.ledger_entry SET reason = 'x'", "DELETE FROM intake.ledger_entry",
            "TRUNCATE intake.ledger_entry", "DELETE FROM intake.intake_case",
            "UPDATE intake.import_record SET source = 'x'",
            "ALTER TABLE intake.ledger_entry DISABLE TRIGGER ALL",
        ])
    func revoked(_ statement: String) async throws {
        let fixture = try await IntakeFixture()
        let error = await #expect(throws: PostgresError.self) {
            try await fixture.client.execute(SQL(unescaped: statement))
        }
        #expect(error?.sqlState == .insufficientPrivilege)
    }

    @Test(
        "not even the owner changes an entry by mistake",
        arguments: [
            "UPDATE intake.ledger_entry SET reason = 'x'", "DELETE FROM intake.ledger_entry",
            "TRUNCATE intake.ledger_entry",
        ])
    func trigger(_ statement: String) async throws {
        let fixture = try await IntakeFixture()
        _ = try await fixture.submit(fixture.application())
        let owner = try TestDatabase.current.client(role: "bangban_owner")
        let error = await #expect(throws: PostgresError.self) { try await owner.execute(SQL(unescaped: statement)) }
        #expect(error?.message.contains("append-only") == true)
    }
}
