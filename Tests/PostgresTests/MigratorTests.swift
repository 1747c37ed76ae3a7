import Postgres
import TestKit
import Testing

@Suite("Migrations", .database())
struct MigratorTests {
    private static let steps: [Migration] = [
        Migration(1, "init", Array("CREATE TABLE house.a (x int); CREATE TABLE house.b (x int);".utf8)),
        Migration(2, "more", Array("INSERT INTO house.a VALUES (1)".utf8)),
        Migration(3, "last", Array("ALTER TABLE house.b ADD y text".utf8)),
    ]

    private func migrator(_ count: Int) -> Migrator {
        Migrator(schema: "house", command: "house migrate", migrations: Array(Self.steps.prefix(count)))
    }

    private func older(found: Int) -> MigrationError {
        .schemaOlder(schema: "house", found: found, expected: 3, command: "house migrate")
    }

    @Test("what is missing is applied once, in order")
    func forward() async throws {
        let client = try TestDatabase.current.client()
        #expect(try await migrator(3).missing(client).map(\.version) == [1, 2, 3])
        #expect(try await migrator(1).migrate(client).map(\.version) == [1])
        #expect(try await migrator(3).missing(client).map(\.version) == [2, 3])
        #expect(try await migrator(3).migrate(client).map(\.version) == [2, 3])
        #expect(try await migrator(3).migrate(client).isEmpty)
        try await migrator(3).check(client)
        #expect(try await client.query("SELECT x FROM house.a").count == 1)
    }

    @Test("an older, a newer and an edited schema are told apart")
    func drift() async throws {
        let client = try TestDatabase.current.client()
        await #expect(throws: older(found: 0)) {
            try await migrator(3).check(client)
        }
        _ = try await migrator(2).migrate(client)
        await #expect(throws: older(found: 2)) {
            try await migrator(3).check(client)
        }
        for act in [{ try await migrator(1).check(client) }, { _ = try await migrator(1).migrate(client) }] {
            await #expect(throws: MigrationError.schemaNewer(schema: "house", found: 2, expected: 1)) {
                try await act()
            }
        }
        let edited = Migrator(
            schema: "house", command: "house migrate",
            migrations: [Self.steps[0], Migration(2, "more", Array("SELECT 1".utf8))])
        for act in [{ try await edited.check(client) }, { _ = try await edited.migrate(client) }] {
            await #expect(throws: MigrationError.checksumMismatch(schema: "house", version: 2, name: "more")) {
                try await act()
            }
        }
    }

    @Test("a step that fails leaves nothing of itself")
    func failure() async throws {
        let client = try TestDatabase.current.client()
        let broken = Migrator(
            schema: "house", command: "house migrate",
            migrations: [Self.steps[0], Migration(2, "bad", Array("CREATE TABLE house.c (); SELECT 1 / 0".utf8))])
        await #expect(throws: PostgresError.self) { try await broken.migrate(client) }
        let table: Bool = try await client.query("SELECT to_regclass('house.c') IS NULL")[0].decode()
        #expect(table)
        #expect(try await migrator(3).migrate(client).map(\.version) == [2, 3])
    }

    @Test("several processes may migrate at once")
    func concurrent() async throws {
        let client = try TestDatabase.current.client()
        let applied = try await withThrowingTaskGroup { group in
            for _ in 0..<4 { group.addTask { try await migrator(3).migrate(client).map(\.version) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(applied.sorted() == [1, 2, 3])
    }

    @Test("a list with a gap is refused")
    func list() async throws {
        let client = try TestDatabase.current.client()
        let gap = Migrator(schema: "house", command: "house migrate", migrations: [Self.steps[0], Self.steps[2]])
        await #expect(throws: MigrationError.self) { try await gap.check(client) }
    }
}
