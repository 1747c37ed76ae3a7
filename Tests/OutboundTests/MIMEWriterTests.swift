import Foundation
import Testing

@testable import Outbound

@Suite("MIME writer")
struct MIMEWriterTests {
    @Test(
        "a line break or NUL in anything that becomes a header is refused by name",
        arguments: ["\r\nBcc: x@y", "\n", "\r", "\0"])
    func injection(evil: String) {
        #expect(error { $0.subject += evil } == MailError(.headerInjection, field: "Subject"))
        #expect(error { $0.to.address += evil } == MailError(.headerInjection, field: "To"))
        #expect(error { $0.to.name = "a" + evil } == MailError(.headerInjection, field: "To"))
        #expect(error { $0.from.name = evil } == MailError(.headerInjection, field: "From"))
        #expect(error { $0.from.address += evil } == MailError(.headerInjection, field: "From"))
        #expect(error { $0.messageID += evil } == MailError(.headerInjection, field: "Message-ID"))
        #expect(error { $0.headers.add(evil, to: "X-A") } == MailError(.headerInjection, field: "X-A"))
        #expect(error { $0.headers.add("a", to: "X" + evil) } == MailError(.headerInjection, field: "header name"))
        #expect(error { $0.attachments[0].filename += evil } == MailError(.headerInjection, field: "filename"))
        #expect(error { $0.attachments[0].mediaType += evil } == MailError(.headerInjection, field: "media type"))
        #expect(error { $0.inlineImages[0].contentID = "a" + evil } == MailError(.headerInjection, field: "content id"))
    }

    @Test(
        "what is no address is refused",
        arguments: ["", "a", "a@", "@b", "a@b@c", "a b@c", "<a@b>", "a@b>", "a,b@c", "张@example.org", "a@b\u{7F}"])
    func addresses(address: String) {
        #expect(error { $0.to.address = address } == MailError(.malformedAddress, field: "To"))
    }

    @Test("a Message-ID, media type, header name or content id with foreign characters is refused")
    func fields() {
        #expect(error { $0.messageID = "a@b" } == MailError(.malformedMessageID, field: "Message-ID"))
        #expect(error { $0.messageID = "<a b@c>" } == MailError(.malformedMessageID, field: "Message-ID"))
        #expect(
            error { $0.attachments[0].mediaType = "text/x; a=b" } == MailError(.malformedField, field: "media type"))
        #expect(error { $0.headers.add("a", to: "X: Y") } == MailError(.malformedField, field: "header name"))
        #expect(error { $0.inlineImages[0].contentID = "a>b" } == MailError(.malformedField, field: "content id"))
    }

    @Test("every line is ASCII, ends in CRLF, and is short enough for any server")
    func lines() throws {
        let long = String(repeating: "办成事", count: 400)
        let mail = sampleMail(
            subject: long, text: long + "\n" + String(repeating: "x=", count: 3000), html: "<p>\(long)</p>")
        let bytes = try MIMEWriter(mail).bytes()
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(bytes.allSatisfy { $0 < 0x7F })
        #expect(!lines.contains { $0.utf8.contains(0x0D) || $0.utf8.contains(0x0A) })
        #expect(lines.map(\.utf8.count).max() ?? 0 <= 78)
    }

    @Test("the same mail gives the same bytes, another Message-ID other boundaries")
    func deterministic() throws {
        #expect(try MIMEWriter(sampleMail()).bytes() == MIMEWriter(sampleMail()).bytes())
        let other = try text(sampleMail(messageID: "<c.d@bangban.example>"))
        #expect(try boundary(text(sampleMail())) != boundary(other))
    }

    @Test("parts that are not there leave no empty shell")
    func shells() throws {
        #expect(try !text(sampleMail(html: nil, files: false)).contains("multipart"))
        let two = try text(sampleMail(files: false))
        #expect(two.contains("multipart/alternative"))
        #expect(!two.contains("multipart/mixed") && !two.contains("multipart/related"))
    }

    private func error(_ change: (inout Mail) -> Void) -> MailError? {
        var mail = sampleMail()
        change(&mail)
        do {
            _ = try MIMEWriter(mail)
            return nil
        } catch {
            return error
        }
    }

    private func text(_ mail: Mail) throws -> String { String(decoding: try MIMEWriter(mail).bytes(), as: UTF8.self) }

    private func boundary(_ text: String) -> Substring? {
        text.split(separator: "boundary=\"").dropFirst().first?.prefix { $0 != "\"" }
    }
}
