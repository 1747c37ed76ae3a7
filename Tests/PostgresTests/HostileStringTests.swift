import Postgres
import TestKit
import Testing

@Suite("Hostile strings", .database())
struct HostileStringTests {
    @Test(
        "text comes back as it was sent",
        arguments: [
            "", "'; DROP TABLE users; --", #"back\slash "quoted" 'single'"#, "$1 $$ \t\r\n\u{1}", "帮办 👩‍👩‍👧‍👦 é é", "\\N",
        ])
    func roundTrip(text: String) async throws {
        let client = try TestDatabase.current.client()
        #expect(try await client.query("SELECT \(text)::text")[0].decode(String.self).utf8.elementsEqual(text.utf8))
        #expect(try await client.query("SELECT \([text])")[0].decode([String].self) == [text])
    }

    @Test("a megabyte goes there and back")
    func large() async throws {
        let text = String(repeating: "帮办a'\\", count: 100_000)
        let client = try TestDatabase.current.client()
        #expect(try await client.query("SELECT \(text)::text")[0].decode(String.self) == text)
    }

    @Test("a NUL character is refused with a clear error, in a value, a text and a COPY")
    func nul() async throws {
        let client = try TestDatabase.current.client()
        let error = await #expect(throws: PostgresError.self) { try await client.query("SELECT \("a\0b")") }
        #expect(error?.code == .encoding)
        #expect(error?.message.contains("NUL") ?? false)
        await #expect(throws: PostgresError.self) { try await client.query(SQL(unescaped: "SELECT 1\0")) }
        try await client.withConnection { connection -> Void in
            await #expect(throws: PostgresError.self) { try await connection.executeScript("SELECT 1\0") }
        }
    }

    @Test("an identifier cannot break out of its quotes")
    func identifiers() async throws {
        let client = try TestDatabase.current.client()
        let name = #"we"ird; DROP TABLE x; -- 帮"#
        try await client.execute("CREATE TABLE \(identifier: name) (a int)")
        #expect(try await client.query("SELECT a FROM \(identifier: name)").isEmpty)
    }
}
