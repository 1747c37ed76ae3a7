import Foundation
import Postgres
import TestKit
import Testing

@Suite("COPY", .database())
struct CopyTests {
    private func connection() async throws -> PostgresConnection {
        let connection = try await PostgresConnection.connect(TestDatabase.current.configuration())
        try await connection.execute("CREATE TABLE t (id bigint, name text, at timestamptz, data json)")
        return connection
    }

    @Test("binary rows go in and come out, more than a portion of them")
    func binary() async throws {
        let connection = try await connection()
        let now = Date(timeIntervalSince1970: 1_700_000_000)
        let taken = try await connection.copyIn("COPY t FROM STDIN WITH (FORMAT binary)") { writer in
            for id in 0..<20_000 {
                try await writer.row(id, id % 7 == 0 ? nil : "帮\t\(id)\\\n", now, JSONText(#"{"a": 1}"#))
            }
        }
        #expect(taken == 20_000)
        var expected = 0
        let read = try await connection.copyOut("COPY (SELECT * FROM t ORDER BY id) TO STDOUT WITH (FORMAT binary)") {
            row in
            let (id, name, at, data) = try row.decode(Int.self, String?.self, Date.self, JSONText.self)
            guard id == expected, name == (id % 7 == 0 ? nil : "帮\t\(id)\\\n"), at == now, data.text == #"{"a": 1}"#
            else {
                Issue.record("row \(id) differs")
                return
            }
            expected += 1
        }
        #expect(read == 20_000)
        #expect(expected == 20_000)
    }

    @Test("text rows are escaped, NULL and all")
    func text() async throws {
        let connection = try await connection()
        let hostile = ["tab\tnewline\nreturn\rback\\slash", "\\N", "", "\u{8}\u{c}\u{b}", "帮办"]
        try await connection.copyIn("COPY t (id, name) FROM STDIN") { writer in
            for (id, text) in hostile.enumerated() { try await writer.textRow([String(id), text]) }
            try await writer.textRow(["99", nil])
        }
        let names = try await connection.query("SELECT name FROM t ORDER BY id").map { try $0.decode(String?.self) }
        #expect(names == hostile + [nil])
        var read: [String?] = []
        try await connection.copyOut("COPY (SELECT id, name FROM t ORDER BY id) TO STDOUT") {
            read.append($0.textFields[1])
        }
        #expect(read == hostile + [nil])
    }

    @Test("nothing stays when the body throws, and the connection is as good as before")
    func bodyThrows() async throws {
        struct Refusal: Error {}
        let connection = try await connection()
        await #expect(throws: Refusal.self) {
            try await connection.copyIn("COPY t FROM STDIN WITH (FORMAT binary)") { writer in
                for id in 0..<10_000 { try await writer.row(id, "x", nil as Date?, nil as JSONText?) }
                throw Refusal()
            }
        }
        #expect(try await connection.query("SELECT FROM t").isEmpty)
        await #expect(throws: Refusal.self) {
            try await connection.copyOut("COPY (SELECT generate_series(1, 10000000)) TO STDOUT") { _ in throw Refusal()
            }
        }
        #expect(try await connection.query("SELECT 1").count == 1)
    }

    @Test("a row that the server refuses fails the COPY with the server's error")
    func refusedRow() async throws {
        let connection = try await connection()
        let error = await #expect(throws: PostgresError.self) {
            try await connection.copyIn("COPY t (id) FROM STDIN") { try await $0.textRow(["not a number"]) }
        }
        #expect(error?.sqlState?.rawValue == "22P02")
        #expect(try await connection.query("SELECT 1").count == 1)
    }

    @Test("a value that cannot be encoded leaves its row out, and the COPY may go on")
    func unencodable() async throws {
        let connection = try await connection()
        let taken = try await connection.copyIn("COPY t (id, name) FROM STDIN WITH (FORMAT binary)") { writer in
            try await writer.row(1, "good")
            do {
                try await writer.row(2, "bad\0")
                Issue.record("NUL was accepted")
            } catch let error as PostgresError {
                #expect(error.code == .encoding)
            }
            try await writer.row(3, "good")
        }
        #expect(taken == 2)
    }

    @Test("misuse is an error instead of a hang")
    func misuse() async throws {
        let connection = try await connection()
        await #expect(throws: PostgresError.self) { try await connection.copyIn("SELECT 1") { _ in } }
        await #expect(throws: PostgresError.self) { try await connection.copyIn("COPY nothing FROM STDIN") { _ in } }
        await #expect(throws: PostgresError.self) { try await connection.copyOut("COPY t FROM STDIN") { _ in } }
        let other = try await PostgresConnection.connect(TestDatabase.current.configuration())
        try await other.copyIn("COPY t (id) FROM STDIN") { writer in
            let error = await #expect(throws: PostgresError.self) { try await other.query("SELECT 1") }
            #expect(error?.code == .misuse)
            try await writer.textRow(["1"])
        }
        #expect(try await other.query("SELECT FROM t").count == 1)
    }

    @Test("COPY in a transaction is undone with it")
    func inTransaction() async throws {
        struct Refusal: Error {}
        let client = try TestDatabase.current.client()
        try await client.execute("CREATE TABLE t (id bigint)")
        await #expect(throws: Refusal.self) {
            try await client.withTransaction { transaction in
                let count = try await transaction.copyIn("COPY t FROM STDIN WITH (FORMAT binary)") {
                    try await $0.row(1)
                }
                #expect(count == 1)
                throw Refusal()
            }
        }
        #expect(try await client.query("SELECT FROM t").isEmpty)
    }
}
