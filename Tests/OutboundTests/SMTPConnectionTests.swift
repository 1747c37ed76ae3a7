import Foundation
import Outbound
import Testing

@Suite("SMTP client: lost connections")
struct SMTPConnectionTests {
    @Test("nobody listens: no connection, without a reply")
    func refused() async throws {
        let server = try ScriptedServer { _ in }
        server.stop()
        let error = try await failure(client(server), to: "a@x.org")
        #expect(error.kind == .connection)
        #expect(error.stage == .greeting)
        #expect(error.reply == nil)
    }

    @Test(
        "a connection cut at any command before the mail is undelivered",
        arguments: zip(["EHLO", "MAIL", "RCPT", "DATA"], [SMTPStage.greeting, .sender, .recipient, .data]))
    func cut(command: String, stage: SMTPStage) async throws {
        let server = try ScriptedServer { connection in
            connection.write("220 here\r\n")
            while let line = connection.line(), !line.hasPrefix(command) {
                connection.write("250 fine\r\n")
            }
        }
        let error = try await failure(client(server), to: "a@x.org")
        #expect(error.kind == .connection)
        #expect(error.stage == stage)
    }

    @Test("a connection cut in the middle of a large mail is undelivered")
    func cutWithin() async throws {
        let server = try ScriptedServer { connection in
            connection.write("220 here\r\n")
            while let line = connection.line(), line != "DATA" { connection.write("250 fine\r\n") }
            connection.write("354 go\r\n")
            _ = connection.bytes(1000)
        }
        var mail = sampleMail()
        mail.attachments[0].bytes = [UInt8](repeating: 1, count: 30 << 20)
        let large = mail
        let client = try client(server)
        let error = await #expect(throws: SMTPError.self) { _ = try await client.send(large) }
        #expect(error?.kind == .connection)
    }

    @Test("421 is temporary wherever it comes", arguments: ["EHLO", "MAIL", "RCPT", "DATA"])
    func closing(command: String) async throws {
        let server = try ScriptedServer { connection in
            connection.write("220 here\r\n")
            while let line = connection.line(), !line.hasPrefix(command) {
                connection.write("250-fine\r\n250 really\r\n")
            }
            connection.write("421 4.3.2 going down\r\n")
        }
        let error = try await failure(client(server), to: "a@x.org")
        #expect(error.kind == .temporary)
        #expect(error.reply?.code == 421)
        #expect(error.reply?.enhanced?.description == "4.3.2")
    }

    @Test("a server that stays silent is a lost connection once the time is up")
    func silent() async throws {
        let server = try ScriptedServer { connection in while connection.line() != nil {} }
        var configuration = try SMTPConfiguration(url: "smtp://127.0.0.1:\(server.port)", security: .none)
        configuration.timeout = .milliseconds(300)
        #expect(try await failure(SMTPClient(configuration), to: "a@x.org").kind == .connection)
    }

    @Test("cancelling the task gives the mail up, and the server never sees its end", .timeLimit(.minutes(5)))
    func cancellation() async throws {
        let (seen, said) = AsyncStream.makeStream(of: String.self)
        let server = try ScriptedServer { connection in
            connection.write("220 here\r\n")
            while let line = connection.line(), line != "DATA" { connection.write("250 fine\r\n") }
            connection.write("354 go\r\n")
            said.yield(connection.line() ?? "")
            while let line = connection.line() { if line == "." { said.yield(line) } }
            said.finish()
        }
        let client = try client(server)
        var mail = sampleMail()
        mail.attachments[0].bytes = [UInt8](repeating: 1, count: 40 << 20)
        let large = mail
        let task = Task { try await client.send(large) }
        var lines = seen.makeAsyncIterator()
        #expect(await lines.next()?.hasPrefix("Date: ") == true)
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(await lines.next() == nil, "no lone dot ends half a mail")
    }

    private func client(_ server: ScriptedServer) throws -> SMTPClient {
        try SMTPClient(SMTPConfiguration(url: "smtp://127.0.0.1:\(server.port)", security: .none))
    }
}
