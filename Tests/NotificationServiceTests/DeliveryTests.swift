import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import Testing

@testable import NotificationService

@Suite("Delivery by mail", .database(JobQueue.migrator, .notification), .timeLimit(.minutes(5)))
struct DeliveryTests {
    @Test("a receipt arrives with its text, its HTML, its file and the name in Chinese, and is recorded once")
    func receipt() async throws {
        try await NotificationBench.run(try await MailCatcher.start()) { bench in
            let queue = JobQueue(bench.client)
            let caseID = CaseID.next()
            let contact = try bench.contact()
            try await bench.client.withTransaction { transaction in
                let file = try await queue.attach(Array("%PDF".utf8), mediaType: "application/pdf", in: transaction)
                var job = bench.receipt("receipt/1", to: contact, caseID: caseID)
                job.attachments = [AttachmentReference(id: file, filename: "办件回执.pdf", mediaType: "application/pdf")]
                try await queue.enqueue(job, in: transaction)
            }
            let outcome = try await bench.outcome()
            #expect(outcome == .init(key: "receipt/1", channel: .email, recipient: "r***@example.org", reason: nil))

            let mail = try #require(try await bench.catcher.mails().first)
            #expect(mail.defects == [])
            #expect(mail.subject == "办件回执 150105-26-000001")
            #expect(mail.header("to") == "张三 <resident@example.org>")
            #expect(mail.header("date")?.hasSuffix("+0800") == true)
            let text = try #require(mail.part("text/plain")?.text)
            #expect(text.hasPrefix("张三,您好:"))
            #expect(text.contains("社保缴费凭证打印 & 查询") && text.contains("2026-09-28 17:30"))
            #expect(!text.contains("法定期限"))
            #expect(mail.part("text/html")?.text.contains("社保缴费凭证打印 &amp; 查询") == true)
            #expect(mail.part("application/pdf")?.filename == "办件回执.pdf")

            let delivery = try #require(try await bench.deliveries().first)
            #expect(delivery.status == .delivered && delivery.caseID == caseID && delivery.templateVersion == 1)
            #expect(delivery.attempts.map(\.outcome) == [.delivered])
            #expect(delivery.attempts.map(\.code) == [250])
            #expect(delivery.attempts.map(\.messageID) == [mail.messageID])
            #expect(mail.messageID == "<\(delivery.id).email@example.org>")
        }
    }

    @Test("an English speaker gets English")
    func english() async throws {
        try await NotificationBench.run(try await MailCatcher.start()) { bench in
            try await bench.enqueue(bench.receipt("en", to: try bench.contact(language: .english)))
            let mail = try #require(try await bench.catcher.mails().first)
            #expect(mail.subject == "Receipt for request 150105-26-000001")
            #expect(mail.header("content-language") == "en")
        }
    }

    @Test("a document arrives as its author laid it out, with images shown inside")
    func document() async throws {
        try await NotificationBench.run(try await MailCatcher.start()) { bench in
            let queue = JobQueue(bench.client)
            let contact = try bench.contact(name: nil)
            try await bench.client.withTransaction { transaction in
                func file(_ text: String, _ type: String, _ name: String, _ contentID: String? = nil) async throws
                    -> AttachmentReference
                {
                    let id = try await queue.attach(Array(text.utf8), mediaType: type, in: transaction)
                    return AttachmentReference(id: id, filename: name, mediaType: type, contentID: contentID)
                }
                let job = SendDocument(
                    deduplicationKey: "weekly-summary/2024-W28/zh", recipient: contact, subject: "周报 第28周",
                    text: try await file("受理 71184", "text/plain", "a.txt"),
                    html: try await file("<img src=\"cid:kinds\">", "text/html", "a.html"),
                    inline: [try await file("PNG", "image/png", "kinds.png", "kinds")],
                    attachments: [try await file("%PDF", "application/pdf", "周报-2024-W28.pdf")])
                try await queue.enqueue(job, in: transaction)
                try await queue.enqueue(job, in: transaction)
            }
            #expect(try await bench.outcome().key == "weekly-summary/2024-W28/zh")
            let mail = try #require(try await bench.catcher.mails().first)
            #expect(mail.subject == "周报 第28周")
            #expect(mail.header("to") == "resident@example.org")
            #expect(mail.part("text/plain")?.text.contains("受理 71184") == true)
            #expect(mail.part("image/png")?.contentID == "<kinds>")
            #expect(mail.part("application/pdf")?.filename == "周报-2024-W28.pdf")
            #expect(try await bench.deliveries().map(\.template) == ["document"])
        }
    }

    @Test("over TLS with a login")
    func secured() async throws {
        let catcher = try await MailCatcher.start(security: .starttls, login: "hall:secret")
        let extra = ["SMTP_TLS": "required", "SMTP_CA_FILE": try #require(catcher.certificate)]
        try await NotificationBench.run(catcher, extra) { bench in
            try await bench.enqueue(bench.receipt("tls", to: try bench.contact()))
            let mail = try #require(try await bench.catcher.mails().first)
            #expect(mail.isEncrypted && mail.login == "hall")
        }
    }

    @Test("the same request twenty times, under two workers, is one mail")
    func deduplication() async throws {
        try await NotificationBench.run(try await MailCatcher.start(), workers: 2) { bench in
            let job = bench.receipt("same", to: try bench.contact(email: "Resident@Example.org"))
            let other = bench.receipt("same", to: try bench.contact(email: "resident@example.org "))
            for _ in 0..<10 { try await bench.enqueue(job, other) }
            try await bench.enqueue(bench.receipt("last", to: try bench.contact()))
            let outcomes = try await bench.outcomes(2)
            #expect(Set(outcomes.map(\.key)) == ["same", "last"])
            #expect(outcomes.allSatisfy { $0.reason == nil })
            #expect(try await bench.deliveries().count == 2)
            #expect(try await bench.catcher.mails(2).count == 2)
        }
    }
}
