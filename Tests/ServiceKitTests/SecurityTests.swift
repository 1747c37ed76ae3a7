import Foundation
import HTTPTypes
import Hummingbird
import Models
import Testing

@testable import ServiceKit

@Suite("Secrets")
struct SecurityTests {
    private let keys = SealingKeys([Array(repeating: 1, count: 32)])

    @Test("a sealed text opens again, looks different each time and names its key")
    func sealing() throws {
        let sealing = Sealing(try #require(keys))
        let first = try sealing.seal("13800001111")
        let second = try sealing.seal("13800001111")
        #expect(first != second)
        #expect(!first.rawValue.contains("138"))
        #expect(try sealing.open(first) == "13800001111")
    }

    @Test("a changed text, another context and another key are told apart")
    func refusals() throws {
        let sealing = Sealing(try #require(keys))
        let sealed = try sealing.seal("a@b.example", context: "email")
        #expect(throws: SealingError.forged) { try sealing.open(sealed, context: "phone") }
        let position = sealed.rawValue.index(sealed.rawValue.endIndex, offsetBy: -8)
        var text = sealed.rawValue
        text.replaceSubrange(position...position, with: text[position] == "A" ? "B" : "A")
        #expect(throws: SealingError.forged) { try sealing.open(SealedText(rawValue: text), context: "email") }
        let other = Sealing(try #require(SealingKeys([Array(repeating: 2, count: 32)])))
        let error = #expect(throws: SealingError.self) { try other.open(sealed, context: "email") }
        #expect(error == .unknownKey(String(sealed.rawValue.prefix(8))))
        #expect(throws: SealingError.malformed) { try sealing.open(SealedText(rawValue: "junk")) }
    }

    @Test("with a newer key in front, old texts still open and are known as stale; search hashes stay")
    func rotation() throws {
        let old = try #require(keys)
        let both = try #require(SealingKeys([Array(repeating: 2, count: 32), Array(repeating: 1, count: 32)]))
        let sealed = try Sealing(old).seal("张三")
        #expect(try Sealing(both).open(sealed) == "张三")
        #expect(Sealing(both).isStale(sealed))
        #expect(!Sealing(both).isStale(try Sealing(both).seal("张三")))
        #expect(SearchHash(both).hash("张三", field: "name") == SearchHash(old).hash("张三", field: "name"))
        // While some have no newer key yet, as `OLD,NEW,OLD`: nothing is sealed that these cannot open.
        let between = try #require(SealingKeys([1, 2, 1].map { Array(repeating: $0, count: 32) }))
        #expect(try Sealing(old).open(Sealing(between).seal("张三")) == "张三")
        #expect(try Sealing(between).open(Sealing(both).seal("张三")) == "张三")
        #expect(SearchHash(between).hash("张三", field: "name") == SearchHash(old).hash("张三", field: "name"))
    }

    @Test("the key that a text was sealed with is named where it is missing, and only then")
    func missingKey() throws {
        let sealing = Sealing(try #require(keys))
        let other = Sealing(try #require(SealingKeys([Array(repeating: 2, count: 32)])))
        let sealed = try sealing.seal("张三", context: "name")
        #expect(other.missingKey(of: sealed) == String(sealed.rawValue.prefix(8)))
        #expect(sealing.missingKey(of: sealed) == nil)
        #expect(other.missingKey(of: SealedText(rawValue: "junk")) == nil)
        #expect(other.missingKey(of: SealedText(rawValue: "00000000:junk!")) == nil)
    }

    @Test("a search hash ignores case and blanks, and keeps fields and keys apart")
    func searching() throws {
        let search = SearchHash(try #require(keys))
        #expect(search.hash(" A@B.example ", field: "email") == search.hash("a@b.example", field: "email"))
        #expect(search.hash("1", field: "email") != search.hash("1", field: "phone"))
        let other = SearchHash(try #require(SealingKeys([Array(repeating: 2, count: 32)])))
        #expect(search.hash("1", field: "email") != other.hash("1", field: "email"))
        #expect(search.hash("1", field: "email").count == 32)
    }

    @Test("a password matches its own hash only, and the stored form comes back")
    func passwords() async throws {
        let hash = try await PasswordHash.make(of: "correct horse")
        let stored = try #require(PasswordHash(hash.text))
        #expect(try await stored.matches("correct horse"))
        #expect(try await !stored.matches("correct  horse"))
        #expect(!stored.isStale && stored.text.hasPrefix("scrypt$15$8$3$"))
        #expect("\(hash)" == "PasswordHash(…)")
    }

    @Test("a password stored at a lower cost still matches, and is stale")
    func stalePassword() async throws {
        let hash = try await PasswordHash.make(of: "correct horse", cost: .least)
        let stored = try #require(PasswordHash(hash.text))
        #expect(try await stored.matches("correct horse"))
        #expect(stored.isStale)
    }

    @Test(
        "a stored password that is none is not read",
        arguments: [
            "", "scrypt$15$8$1$c2FsdA", "scrypt$40$8$1$c2FsdA$a2V5", "bcrypt$15$8$1$c2FsdA$a2V5", "scrypt$15$8$1$$",
        ])
    func badPasswordHash(text: String) {
        #expect(PasswordHash(text) == nil)
    }

    @Test("the scrypt vector of RFC 7914 section 12 comes out")
    func vector() async throws {
        let cost = PasswordHash.Cost(logRounds: 10, blockSize: 8, parallelism: 16)
        let key = try await PasswordWork.shared.derive("password", Array("NaCl".utf8), cost)
        #expect(HexDigits.text(key) == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162")
    }

    @Test("tokens are fresh, are recognised by their hash, and do not show themselves")
    func tokens() throws {
        let token = SecretToken.random()
        #expect(token != SecretToken.random())
        #expect(SecretToken(token.text) == token)
        #expect(TokenHash(hashing: token.text) == token.hash)
        #expect(TokenHash(hex: token.hash.hex) == token.hash)
        #expect(!"\(token)".contains(token.text))
        #expect(SecretToken("short") == nil && SecretToken(token.text + "A") == nil)
        #expect(TokenHash(hex: "zz") == nil && TokenHash(bytes: [1]) == nil)
    }

    @Test("a form is taken only with its own session's token")
    func csrf() throws {
        let (mine, other) = (SecretToken.random(), SecretToken.random())
        let token = CSRFToken(session: mine)
        #expect(throws: Never.self) { try token.require(CSRFToken(session: mine).text) }
        for wrong in [nil, "", CSRFToken(session: other).text] {
            let problem = #expect(throws: Problem.self) { try token.require(wrong) }
            #expect(problem?.status == .forbidden)
        }
    }

    @Test("a session's cookie is HttpOnly, and Secure with the __Host- prefix under https")
    func cookies() throws {
        let url = try #require(URL(string: "https://hall.example"))
        let cookie = SessionCookie("desk", publicURL: url, sameSite: .strict, lifetime: .seconds(60))
        let text = cookie.carrying(SecretToken.random()).description
        for part in ["__Host-desk=", "HttpOnly", "Secure", "SameSite=Strict", "Max-Age=60", "Path=/"] {
            #expect(text.contains(part), "\(part)")
        }
        let plain = SessionCookie(
            "desk", publicURL: try #require(URL(string: "http://127.0.0.1:8081")), lifetime: .seconds(60))
        #expect(!plain.carrying(SecretToken.random()).description.contains("Secure"))
        #expect(plain.clearing.description.contains("Max-Age=0"))
    }
}
