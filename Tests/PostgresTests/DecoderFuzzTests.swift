import Foundation
import TestTools
import Testing

@testable import Postgres

/// Bytes as no server sends them, and as a server sends them with a few changed: a decoder refuses them or makes something of
/// them, and never crashes. `BANGBAN_SEED` repeats a run.
@Suite("Decoders of odd bytes", .timeLimit(.minutes(5)))
struct DecoderFuzzTests {
    /// One for each type that can be read; arrays of it, too.
    private static let decodables: [any (PostgresCodable & Sendable).Type] = [
        Bool.self, Int16.self, Int32.self, Int64.self, Int.self, UInt8.self, Float.self, Double.self, Decimal.self,
        Date.self, PostgresDate.self, UUID.self, String.self, JSONText.self,
    ]
    private static let oids: [UInt32] = [
        16, 17, 18, 19, 20, 21, 23, 25, 26, 114, 700, 701, 1043, 1082, 1083, 1184, 1700, 2950, 3802, 5069, 1000, 1007,
        1016,
        1185, 1231, 16_384, .max, 0,
    ]

    @Test("random bytes of any type are refused or read")
    func noise() async {
        await Fuzz.run(for: .seconds(1)) { seed in
            var generator = SeededGenerator(seed: seed)
            for _ in 0..<200 {
                let bytes = generator.bytes()
                let oid = Self.oids.randomElement(using: &generator) ?? 0
                for type in Self.decodables { Self.read(type, bytes, as: oid) }
            }
        }
    }

    @Test("what was written is read again, and with a few bytes changed it is refused or read")
    func mutations() async throws {
        try await Fuzz.run(for: .seconds(1)) { seed in
            var generator = SeededGenerator(seed: seed)
            func check<T: PostgresCodable & Equatable>(_ values: [T], _ same: (T, T) -> Bool = { $0 == $1 }) throws {
                for value in values {
                    let back: T = try Self.decode(try Self.encode(value), as: T.postgresType.oid)
                    let isSame = same(back, value)
                    #expect(isSame, "\(T.self) \(value), seed \(seed)")
                }
                let array = try Self.encode(values)
                let back: [T] = try Self.decode(array, as: T.postgresArrayType.oid)
                let areSame = back.elementsEqual(values, by: same)
                #expect(areSame, "[\(T.self)] \(values), seed \(seed)")
                for _ in 0..<20 {
                    Self.read(T.self, generator.changed(array), as: T.postgresArrayType.oid)
                    Self.read(T.self, generator.changed(try Self.encode(values[0])), as: T.postgresType.oid)
                }
            }
            let bits = (0..<Int.random(in: 1...5, using: &generator)).map { _ in generator.next() }
            try check(bits.map { Int64(truncatingIfNeeded: $0) })
            try check(bits.map { Int32(truncatingIfNeeded: $0) })
            try check(bits.map { Int16(truncatingIfNeeded: $0) })
            try check(bits.map { $0 & 1 == 0 })
            try check(bits.map { Double(bitPattern: $0) }) { $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN }
            try check(
                bits.map {
                    Decimal(sign: $0 & 1 == 0 ? .plus : .minus, exponent: Int($0 % 40) - 20, significand: Decimal($0))
                })
            try check(bits.map { Date(timeIntervalSinceReferenceDate: Double($0 % 8_000_000_000_000) / 1000) }) {
                abs($0.timeIntervalSince($1)) < 0.001
            }
            try check(
                bits.map { bits in UUID(uuid: withUnsafeBytes(of: (bits, ~bits)) { $0.loadUnaligned(as: uuid_t.self) })
                })
            try check(bits.map { String(decoding: withUnsafeBytes(of: $0) { $0.filter { $0 != 0 } }, as: UTF8.self) })
            try check(bits.map { PostgresDate(daysSince2000: Int32(truncatingIfNeeded: $0 % 1_000_000)) })
        }
    }

    @Test("a line of a COPY is read whatever is in it, and what was written comes back")
    func copyText() async {
        await Fuzz.run(for: .milliseconds(500)) { seed in
            var generator = SeededGenerator(seed: seed)
            for _ in 0..<100 {
                _ = CopyText.fields(generator.bytes())
                let fields: [String?] = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
                    generator.once(in: 4)
                        ? nil : String(decoding: generator.bytes().filter { $0 != 0 }, as: UTF8.self)
                }
                var buffer = PostgresBuffer(taking: [])
                CopyText.append(fields, to: &buffer)
                let line = buffer.finish()
                #expect(CopyText.fields(line.dropLast()) == fields, "seed \(seed)")
            }
        }
    }

    @Test("a tuple of a binary COPY that is cut off or of a wrong length is refused")
    func copyBinary() async {
        await Fuzz.run(for: .milliseconds(500)) { seed in
            var generator = SeededGenerator(seed: seed)
            for _ in 0..<100 {
                let bytes = generator.bytes()
                let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + 1, alignment: 8)
                copy.copyBytes(from: bytes)
                guard let start = copy.baseAddress?.assumingMemoryBound(to: CChar.self) else { continue }
                let row = CopyOutRow(taking: start, count: bytes.count, skipping: generator.once(in: 2) ? 19 : 0)
                _ = row.isTrailer
                _ = row.textFields
                _ = try? row.decode(Int.self, String?.self)
                _ = try? row.decode(Decimal.self)
            }
        }
    }

    // MARK: - Private

    private static func encode(_ value: some PostgresEncodable) throws -> [UInt8] {
        var buffer = PostgresBuffer(taking: [])
        try value.encode(into: &buffer)
        return buffer.finish()
    }

    private static func decode<T: PostgresDecodable>(_ bytes: [UInt8], as oid: UInt32) throws -> T {
        // A copy of its own length: reading past the end is found where memory is checked.
        try bytes.withUnsafeBytes { raw in
            try T(from: PostgresCell(type: oid, source: .copy(0), storage: raw))
        }
    }

    /// As a value and as an array; an error is as good as a value.
    private static func read<T: PostgresCodable>(_: T.Type, _ bytes: [UInt8], as oid: UInt32) {
        _ = try? decode(bytes, as: oid) as T
        _ = try? decode(bytes, as: oid) as T?
        _ = try? decode(bytes, as: oid) as [T]
        _ = try? decode(bytes, as: T.postgresType.oid) as T
        _ = try? decode(bytes, as: T.postgresArrayType.oid) as [T?]
    }
}

extension SeededGenerator {
    /// Up to 40 bytes, of which many are such as lengths and signs are made of.
    mutating func bytes() -> [UInt8] {
        let usual: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF, 0x09, 0x0A, 0x5C, 0x4E]
        return (0..<Int.random(in: 0...40, using: &self)).map { _ in
            once(in: 2) ? .random(in: 0...255, using: &self) : usual.randomElement(using: &self) ?? 0
        }
    }

    /// The same with up to three bytes replaced, cut off or added.
    mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &self) {
            guard !bytes.isEmpty else { return self.bytes() }
            let place = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<4, using: &self) {
            case 0: bytes.removeLast(bytes.count - place)
            case 1: bytes.insert(.random(in: 0...255, using: &self), at: place)
            default: bytes[place] = once(in: 2) ? .random(in: 0...255, using: &self) : 0xFF
            }
        }
        return bytes
    }
}
