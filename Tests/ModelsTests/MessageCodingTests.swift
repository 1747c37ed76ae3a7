import Foundation
import TestTools
import Testing

@testable import Models

@Suite("The stored form of messages")
struct MessageCodingTests {
    @Test(
        "texts come back as they were",
        arguments: [
            "", "帮办", "\"\\/\u{8}\u{C}\n\r\t\u{1}\u{1F}\u{7F}", "👩‍👩‍👧 é \u{2028}", String(repeating: "长", count: 9000),
        ])
    func texts(text: String) throws {
        let json = try MessageCoding.encode([text])
        #expect(try MessageCoding.decode([String].self, from: json) == [text])
        #expect(try JSONDecoder().decode([String].self, from: Data(json)) == [text])
    }

    @Test("escapes of every kind are read")
    func escapes() throws {
        let json = #"{"\u0061":"\u5e2e\uD83D\uDE00\/\b\f\n\r\t\"\\","b":"\ud83d"}"#
        let values = try MessageCoding.decode([String: String].self, from: Array(json.utf8))
        #expect(values == ["a": "帮😀/\u{8}\u{C}\n\r\t\"\\", "b": "\u{FFFD}"])
    }

    @Test("the first byte of a string that needs an escape is found wherever it is and whatever follows")
    func plainLength() {
        for first in UInt8.min...UInt8.max {
            for next: UInt8 in [0, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x7F, 0x80, 0x9F, 0xA2, 0xDC, 0xFF] {
                for place in 0..<9 {
                    let bytes = Array(repeating: UInt8(ascii: "a"), count: place) + [first, next, first, next]
                    let expected = bytes.firstIndex { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C } ?? bytes.count
                    let found = bytes.withUnsafeBytes { JSONEscapes.plainLength($0) }
                    if found != expected { Issue.record("\(bytes): \(found) instead of \(expected)") }
                }
            }
        }
    }

    struct Numbers: Codable, Equatable {
        var small: [Int64] = [.min, -1, 0, 1, .max]
        var large: UInt64 = .max
        var byte: UInt8 = 255
        var fractions = [0.1, -1.5e300, 2.5e-308, 1.0]
        var decimal = Decimal(string: "12345678901234567.89")
        var isSo = true
    }

    @Test("numbers come back to their limits, and one that does not fit is an error at its place")
    func numbers() throws {
        let numbers = Numbers()
        #expect(try MessageCoding.decode(Numbers.self, from: MessageCoding.encode(numbers)) == numbers)
        #expect(try MessageCoding.decode([Int].self, from: Array("[1.0, 1e3, -0]".utf8)) == [1, 1000, 0])
        for json in ["[1.5]", "[9223372036854775808]", "[\"1\"]", "[true]", "[-]"] {
            let error = #expect(throws: DecodingError.self) {
                try MessageCoding.decode([Int].self, from: Array(json.utf8))
            }
            #expect(error?.brief == "0: expected a number that fits Int", "\(json)")
        }
        #expect(throws: EncodingError.self) { try MessageCoding.encode([Double.nan]) }
    }

    struct Tree: Codable, Equatable {
        var caseID: Int
        var receiptURL: URL?
        var at: Date?
        var data: Data?
        var children: [Tree?] = []
        var byName: [String: Tree] = [:]
    }

    @Test("properties are snake_case, keys of dictionaries stay as they are, containers nest and may be empty")
    func nesting() throws {
        let leaf = Tree(caseID: 2, receiptURL: URL(string: "https://hall.example/a?b=1"), data: Data([0, 255]))
        let tree = Tree(
            caseID: 1, at: Date(timeIntervalSince1970: 1.5), children: [leaf, nil],
            byName: ["caseID": leaf, "a_b": Tree(caseID: 3)])
        let json = try MessageCoding.encode(tree)
        #expect(try MessageCoding.decode(Tree.self, from: json) == tree)
        let text = String(decoding: json, as: UTF8.self)
        #expect(text.contains(#""byName""#) == false)
        #expect(text.contains(#""by_name":{"#))
        #expect(text.contains(#""caseID":{"case_id":2"#))
        #expect(text.contains(#""receipt_url":"https://hall.example/a?b=1""#))
        #expect(text.contains(#""children":[],"by_name":{}"#))
    }

    @Test("an error says where and what is expected, and no value")
    func briefErrors() {
        func brief(_ json: String) -> String? {
            let error = #expect(throws: DecodingError.self) {
                try MessageCoding.decode(Tree.self, from: Array(json.utf8))
            }
            return error?.brief
        }
        #expect(brief("{}") == "case_id: the member is missing")
        #expect(
            brief(#"{"case_id":1,"children":[{"case_id":"secret","children":[],"by_name":{}}],"by_name":{}}"#)
                == "children.0.case_id: expected a number that fits Int")
        #expect(brief(#"{"case_id":1,"at":"secret","children":[],"by_name":{}}"#) == "at: expected a time by RFC 3339")
        #expect(brief("[]") == "expected an object")
    }

    @Test(
        "text that is not JSON is refused",
        arguments: [
            "", " ", "{", "[1", "[1,]", "{\"a\"}", "{\"a\":}", "\"a", "tru", "[1] 2", "\"\n\"", "nul", "[\"\\x\"]",
            "[\"\\u12\"]", "\"\\",
        ])
    func malformed(text: String) {
        #expect(throws: DecodingError.self) { try MessageCoding.decode([String].self, from: Array(text.utf8)) }
    }

    @Test("nesting without end is refused and exhausts nothing")
    func depth() {
        let json = Array(String(repeating: "[", count: 1_000_000).utf8)
        #expect(throws: DecodingError.self) { try MessageCoding.decode([String].self, from: json) }
    }

    @Test("bytes that were changed at random are read or refused, never more")
    func fuzz() throws {
        var generator = SeededGenerator(seed: 20_240_708)
        let tree = Tree(caseID: 1, at: .now, children: [Tree(caseID: 2)], byName: ["\u{1}帮": Tree(caseID: 3)])
        let json = try MessageCoding.encode(tree)
        for _ in 0..<20_000 {
            var changed = json
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: changed.indices, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: changed[place] = .random(in: 0...255, using: &generator)
                case 1: changed.remove(at: place)
                default: changed.insert(changed[Int.random(in: changed.indices, using: &generator)], at: place)
                }
            }
            _ = try? MessageCoding.decode(Tree.self, from: changed)
        }
    }
}
