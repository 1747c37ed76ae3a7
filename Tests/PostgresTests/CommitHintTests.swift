import Postgres
import Synchronization
import TestKit
import Testing

// With one connection: what is left over from a transaction meets the next.
@Suite("Hints behind a commit", .database())
struct CommitHintTests {
    @Test("a hint is sent behind the commit and sees what it did, after one statement put off, several and none")
    func sees() async throws {
        let client = try await PostgresClient.withNumbers(poolSize: 1)
        let hints = Hints("SELECT count(*) FROM t")
        // Prepared from the second time on.
        for _ in 0..<3 {
            try await client.withTransaction { transaction in
                try await transaction.executeLater("INSERT INTO t SELECT count(*) FROM t")
                transaction.hint(of: "one", by: hints)
            }
            try await client.withTransaction { transaction in
                for _ in 0..<2 {
                    try await transaction.executeLater("INSERT INTO t SELECT count(*) FROM t")
                    transaction.hint(of: "two", by: hints)
                }
            }
            try await client.withTransaction { transaction in
                try await transaction.execute("INSERT INTO t SELECT count(*) FROM t")
                for topic in ["three", "four"] { transaction.hint(of: topic, by: hints) }
            }
        }
        let counts = [1, 3, 4, 5, 7, 8, 9, 11, 12]
        let topics: [Set<String>] = [["one"], ["two"], ["three", "four"]]
        #expect(
            hints.told
                == zip(counts, topics + topics + topics).flatMap { [.asked($1), .answered($0)] as [Hints.Event] })
    }

    @Test("where no statement is given, the commit is told of, and a rollback is not")
    func without() async throws {
        struct Refusal: Error {}
        let client = try await PostgresClient.withNumbers(poolSize: 1)
        let hints = Hints(nil)
        await #expect(throws: Refusal.self) {
            try await client.withTransaction { transaction in
                try await transaction.executeLater("INSERT INTO t VALUES (1)")
                transaction.hint(of: "undone", by: hints)
                throw Refusal()
            }
        }
        try await client.withTransaction { transaction in
            try await transaction.executeLater("INSERT INTO t VALUES (2)")
            transaction.hint(of: "done", by: hints)
        }
        #expect(hints.told == [.asked(["done"]), .committed(["done"])])
    }

    @Test("a hint that fails leaves the commit as it is, and the connection goes on")
    func failing() async throws {
        let client = try await PostgresClient.withNumbers(poolSize: 1)
        let hints = Hints("SELECT 1 / (count(*) - count(*)) FROM t")
        for number in 1...3 {
            try await client.withTransaction { transaction in
                try await transaction.executeLater("INSERT INTO t VALUES (\(number))")
                transaction.hint(of: "t", by: hints)
            }
            #expect(hints.told.last == .answered(nil))
        }
        #expect(try await client.numbers() == [1, 2, 3])
    }

    @Test("a commit that is refused is told, whatever becomes of the hint behind it")
    func refused() async throws {
        let client = try await PostgresClient.withNumbers(
            "CREATE TABLE t (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)", poolSize: 1)
        try await client.execute("INSERT INTO t VALUES (1)")
        let hints = Hints("SELECT count(*) FROM t")
        for count in [1, 1, 1, 2, 2, 2] {
            let error = await #expect(throws: PostgresError.self) {
                try await client.withTransaction { transaction in
                    for _ in 0..<count { try await transaction.executeLater("INSERT INTO t VALUES (\(1))") }
                    transaction.hint(of: "t", by: hints)
                }
            }
            #expect(error?.sqlState == .uniqueViolation)
            #expect(hints.told.last == .answered(nil))
            #expect(try await client.numbers() == [1])
        }
    }

    @Test("a connection that breaks in the hint has committed, and is not used again")
    func broken() async throws {
        let client = try await PostgresClient.withNumbers(poolSize: 1)
        let hints = Hints("SELECT count(*) FROM t, pg_terminate_backend(pg_backend_pid())")
        try await client.withTransaction { transaction in
            try await transaction.executeLater("INSERT INTO t VALUES (1)")
            transaction.hint(of: "t", by: hints)
        }
        #expect(hints.told.last == .answered(nil))
        #expect(try await client.numbers() == [1])
    }
}

/// Gives the statement, and notes what it hears.
private final class Hints: CommitHints {
    enum Event: Equatable {
        case asked(Set<String>)
        case answered(Int?)
        case committed(Set<String>)
    }

    private let sql: SQL?
    private let events = Mutex<[Event]>([])

    init(_ sql: SQL?) {
        self.sql = sql
    }

    var told: [Event] { events.withLock { $0 } }

    func statement(of topics: Set<String>) -> SQL? {
        events.withLock { $0.append(.asked(topics)) }
        return sql
    }

    func answered(_ rows: Rows?) {
        let answer = try? rows?.first?.decode(Int.self)
        events.withLock { $0.append(.answered(answer)) }
    }

    func committed(_ topics: Set<String>) {
        events.withLock { $0.append(.committed(topics)) }
    }
}
