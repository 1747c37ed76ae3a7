import Crypto
import Foundation
import Models
import Testing

@testable import IntakeService

@Suite("The hash chain of a case")
struct LedgerChainTests {
    private let id = CaseID(rawValue: UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)))
    private let at = Date(timeIntervalSince1970: 1_720_401_153.25)

    private func draft(_ action: CaseAction = .submit) -> LedgerDraft {
        LedgerDraft(at: at, actor: "hotline", action: action, from: nil, to: .submitted, payload: "{\"kind\":\"help\"}")
    }

    @Test("the hash is SHA-256 over the documented form, byte by byte")
    func form() {
        var chain = LedgerChain(caseID: id)
        let entry = chain.append(draft())
        var bytes = Array("bangban.ledger.1\u{0}".utf8) + [UInt8](repeating: 0, count: 32) + Array(1...16)
        func text(_ text: String?) -> [UInt8] {
            guard let text else { return [255, 255, 255, 255] }
            return [0, 0, 0, UInt8(text.utf8.count)] + Array(text.utf8)
        }
        bytes += [0, 0, 0, 0, 0, 0, 0, 1]
        bytes += withUnsafeBytes(of: Int64(1_720_401_153_250_000).bigEndian) { Array($0) }
        bytes += text("hotline") + text("submit") + text(nil) + text("submitted") + text(nil)
        bytes += text("{\"kind\":\"help\"}")
        #expect(entry.hash == Array(SHA256.hash(data: bytes)))
    }

    @Test("each entry carries the hash of the one before, and the chain knows its end")
    func links() {
        var chain = LedgerChain(caseID: id)
        let first = chain.append(draft())
        let second = chain.append(draft(.accept))
        #expect(first.previousHash == LedgerChain.origin)
        #expect(second.previousHash == first.hash)
        #expect(second.seq == 2)
        #expect(chain.count == 2)
        #expect(chain.head == second.hash)
    }

    @Test("an absent text and an empty one, and texts cut at another place, hash differently")
    func unambiguous() {
        var absent = draft()
        absent.reason = nil
        var empty = draft()
        empty.reason = ""
        var moved = draft()
        moved.actor = "hotlin"
        moved.reason = "e"
        let hashes = [absent, empty, moved].map { draft in
            var chain = LedgerChain(caseID: id)
            return chain.append(draft).hash
        }
        #expect(Set(hashes).count == 3)
    }

    @Test("a payload is JSON whatever it holds")
    func payload() throws {
        var payload = LedgerPayload()
        payload.add("text", "引号\" 反斜\\ 换行\n 零\u{0}")
        payload.add("list", ["a", "b\""])
        payload.add("number", -3)
        payload.add("absent", nil as String?)
        let object = try JSONSerialization.jsonObject(with: Data(payload.text.utf8)) as? [String: Any]
        #expect(object?["text"] as? String == "引号\" 反斜\\ 换行\n 零\u{0}")
        #expect(object?["list"] as? [String] == ["a", "b\""])
        #expect(object?["number"] as? Int == -3)
        #expect(object?.count == 3)
        #expect(LedgerPayload().text == "{}")
    }
}
