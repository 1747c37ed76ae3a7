import Foundation
import Postgres
import TestKit
import Testing

@Suite("Values", .database())
struct CodingTests {
    private func roundTrip<T: PostgresCodable & Equatable>(_ value: T, _ type: String) async throws -> T {
        let client = try TestDatabase.current.client()
        let first: T = try await client.query("SELECT \(value)::\(unescaped: type)")[0].decode()
        let list: [T] = try await client.query("SELECT \([value, value])::\(unescaped: type)[]")[0].decode()
        #expect(list == [first, first])
        return first
    }

    @Test("integers keep their limits")
    func integers() async throws {
        #expect(try await roundTrip(Int16.min, "int2") == .min)
        #expect(try await roundTrip(Int16.max, "int2") == .max)
        #expect(try await roundTrip(Int32.min, "int4") == .min)
        #expect(try await roundTrip(Int32.max, "int4") == .max)
        #expect(try await roundTrip(Int64.min, "int8") == .min)
        #expect(try await roundTrip(Int.max, "int8") == .max)
    }

    @Test("an integer that does not fit the Swift type is an error")
    func overflow() async throws {
        let client = try TestDatabase.current.client()
        let row = try await client.query("SELECT 32768::int8")[0]
        let error = #expect(throws: PostgresError.self) { try row.decode(Int16.self) }
        #expect(error?.code == .decoding)
        #expect(try row.decode(Int32.self) == 32768)
    }

    @Test("floating point keeps its limits, infinities and NaN")
    func floatingPoint() async throws {
        for value in [Double.greatestFiniteMagnitude, -.leastNonzeroMagnitude, 0.1, .infinity, -.infinity] {
            #expect(try await roundTrip(value, "float8") == value)
        }
        #expect(try await roundTrip(Float.greatestFiniteMagnitude, "float4") == .greatestFiniteMagnitude)
        let client = try TestDatabase.current.client()
        let nan = try await client.query("SELECT \(Double.nan)")[0].decode(Double.self)
        #expect(nan.isNaN)
    }

    @Test(
        "numeric keeps every digit that Decimal holds",
        arguments: [
            "0", "1", "-1", "10000", "0.0001", "-0.00010001", "99.99", "12345678901234567890123456789012345678",
            "0.00000000000000000000000000000000000001", "-9999.9999", "1000000000000", "123456.789",
        ])
    func numeric(text: String) async throws {
        let value = try #require(Decimal(string: text))
        #expect(try await roundTrip(value, "numeric") == value)
        let client = try TestDatabase.current.client()
        let shown = try await client.query("SELECT trim_scale(\(value))::text")[0].decode(String.self)
        #expect(shown == text)
    }

    @Test("numeric NaN arrives; more digits than Decimal holds, and infinity, are errors")
    func numericLimits() async throws {
        let client = try TestDatabase.current.client()
        let nan: Decimal = try await client.query("SELECT 'NaN'::numeric")[0].decode()
        #expect(nan.isNaN)
        for text in ["repeat('9', 39)::numeric", "'Infinity'::numeric", "1e200::numeric"] {
            let row = try await client.query("SELECT \(unescaped: text)")[0]
            #expect(throws: PostgresError.self) { try row.decode(Decimal.self) }
        }
    }

    @Test("booleans, UUIDs and bytes")
    func others() async throws {
        #expect(try await roundTrip(true, "bool"))
        #expect(try await !roundTrip(false, "bool"))
        let id = UUID()
        #expect(try await roundTrip(id, "uuid") == id)
        let bytes = (0...255).map(UInt8.init)
        let client = try TestDatabase.current.client()
        let (back, empty) = try await client.query("SELECT \(bytes), \([UInt8]())")[0].decode(
            [UInt8].self, [UInt8].self)
        #expect(back == bytes)
        #expect(empty.isEmpty)
        #expect(try await client.query("SELECT \([bytes, []])")[0].decode([[UInt8]].self) == [bytes, []])
    }

    @Test("instants keep microseconds, from 4713 BC to 294276 AD")
    func dates() async throws {
        let client = try TestDatabase.current.client()
        let now = Date(timeIntervalSince1970: 1_795_000_000.123456)
        let (back, text) = try await client.query("SELECT \(now), to_char(\(now) AT TIME ZONE 'UTC', 'US')")[0]
            .decode(Date.self, String.self)
        #expect(abs(back.timeIntervalSince(now)) < 0.000001)
        #expect(text == "123456")
        for literal in ["4713-01-01 00:00:00+00 BC", "294276-12-31 00:00:00+00", "1999-12-31 23:59:59.5+00"] {
            let date: Date = try await client.query("SELECT \(literal)::timestamptz")[0].decode()
            let isSame: Bool = try await client.query("SELECT \(date) = \(literal)::timestamptz")[0].decode()
            #expect(isSame, "\(literal)")
        }
        let infinite: Date = try await client.query("SELECT 'infinity'::timestamptz")[0].decode()
        #expect(infinite == .distantFuture)
        await #expect(throws: PostgresError.self) {
            try await client.query("SELECT \(Date(timeIntervalSince1970: 1e13))")
        }
    }

    @Test("a calendar day is counted from 2000")
    func days() async throws {
        let client = try TestDatabase.current.client()
        let day: PostgresDate = try await client.query("SELECT date '2000-03-01'")[0].decode()
        #expect(day.daysSince2000 == 60)
        #expect(try await client.query("SELECT \(day)::text")[0].decode(String.self) == "2000-03-01")
    }

    @Test("NULL is nil, and an error where a value is expected")
    func nulls() async throws {
        let client = try TestDatabase.current.client()
        let row = try await client.query("SELECT \(nil as Int?), \([1, nil, 3] as [Int?])")[0]
        let (nothing, list) = try row.decode(Int?.self, [Int?].self)
        #expect(nothing == nil)
        #expect(list == [1, nil, 3])
        let error = #expect(throws: PostgresError.self) { try row.decode(Int.self, [Int].self) }
        #expect(error?.code == .decoding)
    }

    @Test("JSON is passed on as its bytes")
    func json() async throws {
        let client = try TestDatabase.current.client()
        let text = JSONText(#"{"a": [1, "帮"]}"#)
        let (back, member) = try await client.query("SELECT \(text), \(text) #>> '{a,1}'")[0]
            .decode(JSONText.self, String.self)
        #expect(back == text)
        #expect(member == "帮")
        await #expect(throws: PostgresError.self) { try await client.query("SELECT \(JSONText("{"))") }
    }

    @Test("a raw representable type is its raw value, an unknown one an error")
    func rawRepresentable() async throws {
        let client = try TestDatabase.current.client()
        let (colour, list) = try await client.query("SELECT \(Colour.red), \([Colour.red, .green])::text[]")[0]
            .decode(Colour.self, [Colour].self)
        #expect(colour == .red)
        #expect(list == [.red, .green])
        let row = try await client.query("SELECT 'blue'")[0]
        #expect(throws: PostgresError.self) { try row.decode(Colour.self) }
    }

    @Test("a string fits an enum, a jsonb, an interval without a cast")
    func inferred() async throws {
        let client = try TestDatabase.current.client()
        try await client.execute("CREATE TYPE mood AS ENUM ('sad', 'glad')")
        try await client.execute("CREATE TABLE t (m mood, j jsonb, i interval)")
        try await client.execute("INSERT INTO t VALUES (\("glad"), \(#"{"a": 1}"#), \("2 days"))")
        let (mood, json, days) = try await client.query("SELECT m, j, extract(day FROM i)::int FROM t")[0]
            .decode(String.self, JSONText.self, Int.self)
        #expect(mood == "glad")
        #expect(json.text == #"{"a": 1}"#)
        #expect(days == 2)
    }

    @Test("another number or type of columns is a clear error")
    func mismatch() async throws {
        let row = try await TestDatabase.current.client().query("SELECT 1 AS number, 'x' AS word")[0]
        #expect(throws: PostgresError.self) { try row.decode(Int.self) }
        let error = #expect(throws: PostgresError.self) { try row.decode(Int.self, Int.self) }
        #expect(error?.message.contains("'word'") ?? false)
        #expect(throws: PostgresError.self) { try row.decode("missing", as: Int.self) }
        #expect(try row.decode("number", as: Int.self) == 1)
    }
}

enum Colour: String, PostgresCodable { case red, green }
