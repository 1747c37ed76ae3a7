import Outbound
import TestKit
import Testing

@Suite("SMTP client: refusals by a real server")
struct SMTPRefusalTests {
    @Test("4xx is temporary and 5xx permanent, with both codes and the server's words")
    func codes() async throws {
        let catcher = try await MailCatcher.start(rules: [
            "busy@x.org=450", "full@x.org=452", "gone@x.org=550", "over@x.org=552", "spam@x.org=data-554",
        ])
        let client = try SMTPClient(SMTPConfiguration(url: catcher.url, security: .none))
        let found = try await ["busy", "full", "gone", "over", "spam"].asyncMap { name in
            try await failure(client, to: "\(name)@x.org")
        }
        #expect(found.map(\.kind) == [.temporary, .temporary, .permanent, .permanent, .permanent])
        #expect(found.map { $0.reply?.code } == [450, 452, 550, 552, 554])
        #expect(found.map { $0.reply?.enhanced?.description } == ["4.2.1", "4.2.2", "5.1.1", "5.2.2", "5.7.1"])
        #expect(found.map(\.stage) == [.recipient, .recipient, .recipient, .recipient, .content])
        #expect(found.map(\.condemnsAddress) == [false, false, true, false, false])
        #expect(found.map(\.concernsMail) == [true, true, true, true, true])
        #expect(found[2].reply?.text == "No such user here")
        #expect(!"\(found[2])".contains("No such user"))
    }

    @Test("after a refusal the same client sends the next mail")
    func goesOn() async throws {
        let catcher = try await MailCatcher.start(rules: ["busy@x.org=450:1"])
        let client = try SMTPClient(SMTPConfiguration(url: catcher.url, security: .none))
        #expect(try await failure(client, to: "busy@x.org").kind == .temporary)
        _ = try await client.send(sampleMail(to: "busy@x.org"))
        #expect(try await catcher.mails().count == 1)
    }

    @Test("a wrong password is permanent but says nothing about the recipient")
    func login() async throws {
        let catcher = try await MailCatcher.start(login: "hall:right")
        let url = catcher.url.replacing("right", with: "wrong")
        let error = try await failure(SMTPClient(SMTPConfiguration(url: url, security: .none)), to: "a@x.org")
        #expect(error.stage == .authentication)
        #expect(error.reply?.code == 535)
        #expect(!error.concernsMail)
        #expect(!error.condemnsAddress)
    }

    @Test("a certificate that nobody vouches for is no connection")
    func certificate() async throws {
        let catcher = try await MailCatcher.start(security: .starttls)
        let error = try await failure(
            SMTPClient(SMTPConfiguration(url: catcher.url, security: .starttls)), to: "a@x.org")
        #expect(error.kind == .connection)
        #expect(error.stage == .tls)
        #expect(try catcher.caught().isEmpty)
    }

    @Test("a server without STARTTLS gets no mail where TLS is required")
    func downgrade() async throws {
        let catcher = try await MailCatcher.start()
        let error = try await failure(
            SMTPClient(SMTPConfiguration(url: catcher.url, security: .required)), to: "a@x.org")
        #expect(error.kind == .connection)
        #expect(try catcher.caught().isEmpty)
    }

    @Test("a server killed while it holds the mail leaves it unknown, one killed before leaves it undelivered")
    func killed() async throws {
        for (action, kind) in [("hang", SMTPError.Kind.unknownAfterData), ("stall", .connection)] {
            let catcher = try await MailCatcher.start(rules: ["a@x.org=\(action)"])
            let client = try SMTPClient(SMTPConfiguration(url: catcher.url, security: .none))
            async let error = failure(client, to: "a@x.org")
            try await catcher.ruleActed("a@x.org", action)
            catcher.kill()
            #expect(try await error.kind == kind)
        }
    }

    @Test("one mail that the server is slow to answer holds up no other, and can be cancelled", .timeLimit(.minutes(5)))
    func slow() async throws {
        let catcher = try await MailCatcher.start(rules: ["slow@x.org=hang"])
        let client = try SMTPClient(SMTPConfiguration(url: catcher.url, security: .none))
        let slow = Task { try await client.send(sampleMail(to: "slow@x.org")) }
        try await catcher.ruleActed("slow@x.org", "hang")
        _ = try await client.send(sampleMail(to: "other@x.org"))
        slow.cancel()
        await #expect(throws: CancellationError.self) { _ = try await slow.value }
    }

    @Test("a server that cuts the connection instead of answering the final dot leaves the mail unknown")
    func dropped() async throws {
        let catcher = try await MailCatcher.start(rules: ["a@x.org=drop"])
        let error = try await failure(SMTPClient(SMTPConfiguration(url: catcher.url, security: .none)), to: "a@x.org")
        #expect(error.kind == .unknownAfterData)
        #expect(error.replies.last?.code == 354)
    }
}

/// The error of a mail that must fail.
func failure(_ client: SMTPClient, to recipient: String) async throws -> SMTPError {
    try #require(await #expect(throws: SMTPError.self) { try await client.send(sampleMail(to: recipient)) })
}

extension Sequence {
    /// The results of an asynchronous transformation, one after another.
    func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
        var results: [T] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
