import Foundation
import Testing

@testable import Outbound

@Suite("Header encodings")
struct HeaderEncodingTests {
    @Test("plain ASCII stays as it is; what looks encoded is encoded")
    func plain() {
        #expect(EncodedWords.encode("Weekly summary 2024-W28", indent: 9) == "Weekly summary 2024-W28")
        #expect(EncodedWords.encode("", indent: 9) == "")
        #expect(EncodedWords.encode("=?UTF-8?B?eA==?=", indent: 9).hasPrefix("=?UTF-8?B?PT9"))
    }

    @Test("words stay within 75 characters, lines within 76, and no character is split", arguments: 0..<12)
    func words(shift: Int) {
        let text = String(repeating: "a", count: shift) + String(repeating: "办🚀é", count: 40)
        let encoded = EncodedWords.encode(text, indent: 9)
        let lines = encoded.components(separatedBy: "\r\n ")
        var decoded = ""
        for (number, line) in lines.enumerated() {
            #expect(line.utf8.count <= 75)
            #expect((number == 0 ? 9 : 1) + line.utf8.count <= 76)
            let content = line.dropFirst("=?UTF-8?B?".count).dropLast(2)
            let part = Data(base64Encoded: String(content)).flatMap { String(data: $0, encoding: .utf8) }
            #expect(part != nil, "each word is whole UTF-8 by itself")
            decoded += part ?? ""
        }
        #expect(decoded == text)
    }

    @Test("file names: plain, encoded, and long ones in continuations")
    func filenames() {
        #expect(ParameterValue.encode("filename", "a b.pdf") == ";\r\n filename=\"a b.pdf\"")
        #expect(ParameterValue.encode("filename", "周.pdf") == ";\r\n filename*=UTF-8''%E5%91%A8.pdf")
        #expect(ParameterValue.encode("filename", "a\"b") == ";\r\n filename*=UTF-8''a%22b")
        let long = ParameterValue.encode("filename", String(repeating: "周", count: 20))
        #expect(long.hasPrefix(";\r\n filename*0*=UTF-8''%E5%91%A8"))
        #expect(long.contains(";\r\n filename*2*=%E5%91%A8"))
    }

    private static let quoted: [(String, String)] = [
        ("a=b", "a=3Db"),
        ("tail \nnext\t", "tail=20\r\nnext=09"),
        ("é", "=C3=A9"),
        ("x\r\ny", "x\r\ny"),
        (String(repeating: "x", count: 76), String(repeating: "x", count: 76)),
        (String(repeating: "x", count: 77), String(repeating: "x", count: 75) + "=\r\nxx"),
    ]

    @Test("quoted-printable", arguments: quoted)
    func quotedPrintable(text: String, encoded: String) {
        #expect(QuotedPrintable.encode(text) == encoded)
    }

    private static let offsets: [(Int, String)] = [
        (28_800, "08:00:00 +0800"), (0, "00:00:00 +0000"), (-34_200, "14:30:00 -0930"),
    ]

    @Test("dates carry the zone's offset", arguments: offsets)
    func dates(offset: Int, ending: String) throws {
        let zone = try #require(TimeZone(secondsFromGMT: offset))
        #expect(MailDate.format(Date(timeIntervalSince1970: 1_789_948_800), in: zone).hasSuffix(ending))
    }

    @Test("enhanced codes are read where there are some")
    func enhanced() {
        #expect(EnhancedStatus(leading: "5.1.1 unknown")?.description == "5.1.1")
        #expect(EnhancedStatus(leading: "No such user") == nil)
        #expect(EnhancedStatus(leading: "10.0.0.1 refused") == nil)
        #expect(SMTPReply(code: 550, lines: ["5.7.1 Not", "5.7.1 allowed"]).text == "Not allowed")
    }

    @Test("a mailbox is read with and without a name")
    func mailbox() {
        #expect(Mailbox(parsing: "政务服务中心 <hall@example.org>") == Mailbox(name: "政务服务中心", address: "hall@example.org"))
        #expect(Mailbox(parsing: "hall@example.org") == Mailbox(address: "hall@example.org"))
    }
}
