import JobQueue
import Postgres
import TestKit
import Testing

@testable import Torture

@Suite("The verdict", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct VerdictTests {
    @Test("a queue that nothing was written to is in order")
    func empty() async throws {
        #expect(try await verdict(of: "") == [:])
    }

    @Test("what was cancelled need not take effect, and what was delivered again after a rewind takes effect again")
    func excused() async throws {
        let script = """
            INSERT INTO torture.ledger VALUES (30, 'torture.errand', 'effect', NULL), (31, 'torture.happening', 'effect', 'one'),
                                              (32, 'torture.happening', 'effect', 'one');
            INSERT INTO torture.cancelled VALUES (30, 'errand', 'waiting'), (31, 'second', 'held'), (32, 'second', 'held');
            INSERT INTO torture.effect VALUES ('first', 31, 1), ('first', 32, 2), ('first', 31, 11), ('first', 32, 12);
            \(Self.rewound([31, 32], at: 10))
            INSERT INTO queue.receipt (claim, count, outcome, ordinals) VALUES (1, 4, 'finished', '{[1,4]}');
            """
        #expect(try await verdict(of: script) == [:])
    }

    @Test(
        "what is lost, repeated, made up, left over or not dead is found by its number",
        arguments: [
            ("INSERT INTO torture.confirmed VALUES (10)", "confirmed, and not committed", "10"),
            (
                "INSERT INTO torture.ledger VALUES (11, 'torture.errand', 'effect')", "committed, without effect",
                "11 of errand"
            ),
            (
                "INSERT INTO torture.ledger VALUES (12, 'torture.happening', 'effect'); INSERT INTO torture.effect VALUES ('first', 12)",
                "committed, without effect", "12 of second"
            ),
            (
                "INSERT INTO torture.effect VALUES ('errand', 13)",
                "effect of what was not committed, or was to have none", "13 of errand"
            ),
            (
                "INSERT INTO torture.ledger VALUES (14, 'torture.errand', 'dead'); INSERT INTO torture.effect VALUES ('errand', 14)",
                "effect of what was not committed, or was to have none", "14 of errand"
            ),
            (
                "INSERT INTO torture.ledger VALUES (15, 'torture.crate', 'effect'); INSERT INTO torture.effect VALUES ('crate', 15), ('crate', 15)",
                "more effects than deliveries", "15 of crate, 2 times"
            ),
            (
                """
                INSERT INTO torture.ledger VALUES (19, 'torture.errand', 'effect', 'one'), (20, 'torture.errand', 'effect', 'one');
                INSERT INTO torture.effect VALUES ('errand', 20), ('errand', 19)
                """, "out of the order of its key", "19 of errand after 20, key one"
            ),
            (
                """
                INSERT INTO torture.ledger VALUES (21, 'torture.happening', 'effect');
                INSERT INTO torture.effect VALUES ('first', 21, 1), ('first', 21, 11), ('first', 21, 12);
                \(rewound([21], at: 10))
                """, "more effects than deliveries", "21 of first, 3 times"
            ),
            (
                """
                INSERT INTO torture.ledger VALUES (22, 'torture.happening', 'effect');
                INSERT INTO torture.effect VALUES ('first', 22, 1);
                \(rewound([22], at: 10))
                """, "rewound, and not done again", "22 of first"
            ),
            (
                """
                INSERT INTO torture.ledger VALUES (23, 'torture.errand', 'effect');
                INSERT INTO torture.cancelled VALUES (23, 'errand', 'delayed');
                INSERT INTO torture.effect VALUES ('errand', 23);
                """, "cancelled before it began, and done all the same", "23 of errand"
            ),
            (
                """
                INSERT INTO torture.ledger VALUES (24, 'torture.happening', 'effect', 'one'), (25, 'torture.happening', 'effect', 'one');
                INSERT INTO torture.effect VALUES ('first', 24, 1), ('first', 25, 11), ('first', 24, 12);
                \(rewound([24, 25], at: 10))
                """, "a key that does not end with its last message", "24 of first after 25, key one"
            ),
            (
                "INSERT INTO torture.ledger VALUES (16, 'torture.errand', 'dead')",
                "to be given up, and not dead exactly once", "16, 0 times"
            ),
            (
                """
                INSERT INTO queue.dead (id, enqueued_at, lane, version, attempt, kind, payload, reason)
                VALUES (1, now(), 0, 1, 1, 'torture.errand', '{"number": 17, "fate": "effect"}', 'a reason')
                """, "dead, and not meant to be", "17: a reason"
            ),
            (
                "INSERT INTO torture.ledger VALUES (18, 'torture.note', 'effect'); INSERT INTO torture.effect VALUES ('note', 18)",
                "not as many endings on record as messages", "finished: 0 on record, 1 expected"
            ),
            (
                """
                SELECT queue.subscribe('torture', 'torture', '-infinity', '{torture.errand}');
                SELECT queue.enqueue('torture.errand', '{}')
                """, "left in the queue", "torture/torture: 1 waiting, 0 running, 0 delayed, 0 parked, 0 held"
            ),
            (
                "INSERT INTO queue.receipt (claim, count, outcome, ordinals) VALUES (1, 2, 'finished', '{[1,2]}'), (1, 1, 'retried', '{[2,2]}')",
                "messages of a claim that ended in two ways", "claim 1"
            ),
            (
                "INSERT INTO queue.unique_key (queue, key, message) VALUES (1, 'a key', 1)",
                "unique key held by what is over", "a key"
            ),
        ])
    func found(_ script: String, _ what: String, _ example: String) async throws {
        let offences = try await verdict(of: script)
        #expect(offences[what] == [example], "\(offences)")
    }

    /// Takes the first subscriber back to before these messages.
    private static func rewound(_ numbers: [Int], at place: Int) -> String {
        """
        INSERT INTO queue.log (id, txid, lane, kind, payload)
        SELECT n, '3', 0, 'torture.happening', jsonb_build_object('number', n) FROM unnest(ARRAY\(numbers)) n;
        INSERT INTO torture.rewound VALUES ('first', 0, '3:3:', '4:4:', \(place));
        """
    }

    /// The examples by offence.
    private func verdict(of script: String) async throws -> [String: [String]] {
        let client = try TestDatabase.current.client()
        try await client.withConnection { connection in
            try await connection.executeScript(Ledger.schema)
            try await connection.executeScript(script)
        }
        let offences = try await Verdict(client).offences
        return Dictionary(uniqueKeysWithValues: offences.map { ($0.what, $0.examples) })
    }
}
