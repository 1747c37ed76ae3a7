import Foundation
import Outbound
import TestKit
import Testing

@Suite("SMTP client against a real server")
struct SMTPClientTests {
    @Test("every part of a mail arrives as it was written, under the given Message-ID")
    func wholeMail() async throws {
        let catcher = try await MailCatcher.start()
        let client = try SMTPClient(SMTPConfiguration(url: catcher.url, security: .none))
        let receipt = try await client.send(sampleMail())
        let mail = try #require(try await catcher.mails().first)

        #expect(receipt.reply.code == 250)
        #expect(receipt.reply.enhanced?.description == "2.0.0")
        #expect(receipt.size == mail.raw.count)
        #expect(receipt.replies.map(\.code) == [220, 250, 250, 250, 354, 250])
        #expect(mail.defects == [])
        #expect(mail.subject == "受理回执")
        #expect(mail.messageID == "<a.b@bangban.example>")
        #expect(mail.header("date") == "Mon, 21 Sep 2026 08:00:00 +0800")
        #expect(mail.header("from") == "赛罕区政务服务中心 <hall@example.org>")
        #expect(mail.header("to") == "\"Zhang \\\"San\\\"\" <resident@example.org>")
        #expect(mail.header("auto-submitted") == "auto-generated")
        #expect(mail.header("x-bangban-case") == "150105-1")
        #expect(mail.envelopeSender == "hall@example.org")
        #expect(mail.envelopeRecipients == ["resident@example.org"])
    }

    @Test("text, HTML, inline image and attachments sit in mixed, related and alternative as mail programs expect")
    func parts() async throws {
        let catcher = try await MailCatcher.start()
        let mail = sampleMail()
        _ = try await SMTPClient(SMTPConfiguration(url: catcher.url, security: .none)).send(mail)
        let parts = try #require(try await catcher.mails().first).parts
        let alternative = ["multipart/mixed", "multipart/related", "multipart/alternative"]
        #expect(
            parts.map(\.path) == [
                alternative, alternative, Array(alternative.prefix(2)), ["multipart/mixed"], ["multipart/mixed"],
            ])
        #expect(
            parts.map(\.type) == [
                "text/plain", "text/html", "image/png", "application/pdf", "application/vnd.ms-excel",
            ])
        #expect(parts.map(\.disposition) == [nil, nil, "inline", "attachment", "attachment"])
        #expect(parts[2].contentID == "<chart@week>")
        #expect(parts[3].filename == "周报 2024 年第 28 周(7月8日—14日).pdf")
        #expect(parts[0].text == "您好\n" || parts[0].text == "您好")
        #expect(Array(parts[2].bytes) == mail.inlineImages[0].bytes)
        #expect(Array(parts[3].bytes) == mail.attachments[0].bytes)
        #expect(Array(parts[4].bytes) == mail.attachments[1].bytes)
    }

    @Test("the same mail sent again is the same to the byte")
    func again() async throws {
        let catcher = try await MailCatcher.start()
        let client = try SMTPClient(SMTPConfiguration(url: catcher.url, security: .none))
        for _ in 1...2 { _ = try await client.send(sampleMail()) }
        let mails = try await catcher.mails(2)
        #expect(mails[0].raw == mails[1].raw)
    }

    @Test("lines that begin with a dot, and any line end, arrive as they were")
    func dots() async throws {
        let catcher = try await MailCatcher.start()
        let text = ".\n..\r\n.hidden\n\n. end \nlast"
        _ = try await SMTPClient(SMTPConfiguration(url: catcher.url, security: .none))
            .send(sampleMail(text: text, html: nil, files: false))
        let part = try #require(try await catcher.mails().first?.part("text/plain"))
        #expect(
            part.text.replacing("\r\n", with: "\n").trimmingCharacters(in: .newlines)
                == ".\n..\n.hidden\n\n. end \nlast")
    }

    @Test(
        "TLS and a login, by STARTTLS and from the first byte", arguments: [MailCatcher.Security.starttls, .implicit])
    func secured(security: MailCatcher.Security) async throws {
        let catcher = try await MailCatcher.start(security: security, login: "hall:s%20cret".removingPercentEncoding)
        let url = catcher.url.replacing("s cret", with: "s%20cret")
        var configuration = try SMTPConfiguration(url: url, security: .required)
        configuration.authorityFile = catcher.certificate
        _ = try await SMTPClient(configuration).send(sampleMail())
        let mail = try #require(try await catcher.mails().first)
        #expect(mail.isEncrypted)
        #expect(mail.login == "hall")
    }

    @Test("fifty mails at once all arrive")
    func parallel() async throws {
        let catcher = try await MailCatcher.start()
        let client = try SMTPClient(SMTPConfiguration(url: catcher.url, security: .none))
        try await withThrowingTaskGroup { group in
            for number in 0..<50 {
                group.addTask { _ = try await client.send(sampleMail(to: "r\(number)@example.org", files: false)) }
            }
            try await group.waitForAll()
        }
        let mails = try FileManager.default.contentsOfDirectory(atPath: catcher.directory.path())
        #expect(mails.count(where: { $0.hasSuffix(".eml") }) == 50)
    }
}
