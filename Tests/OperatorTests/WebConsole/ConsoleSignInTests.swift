import Foundation
import JobQueue
import Outbound
import ServiceKit
import TestKit
import TestTools
import Testing

@testable import Operator

@Suite("Signing in at the console", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct ConsoleSignInTests {
    @Test("whoever is not signed in is sent to sign in, and then to where they wanted; signing out ends it")
    func session() async throws {
        let visitor = try await ConsoleVisitor.open()
        let turned = try await visitor.get("/workers")
        #expect(turned.status == 303 && turned.location == "/sign-in?return=%2Fworkers")
        let opened = try await visitor.signIn(back: "/workers")
        #expect(opened.status == 303 && opened.location == "/workers", "\(opened.text)")
        let cookie = opened.response.headers.values(of: "Set-Cookie").first { $0.hasPrefix("console=") } ?? ""
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Max-Age=28800"))
        let home = try await visitor.get("/")
        #expect(home.status == 200 && home.text.contains("ann"))
        let policy = home.response.headers["Content-Security-Policy"] ?? ""
        #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
        #expect(!home.text.contains("<script") && !home.text.contains("style="))

        #expect(try await visitor.post("/sign-out", [("csrf", home.token)]).location == "/sign-in")
        #expect(try await visitor.get("/").status == 303)
        #expect(visitor.process.logs.contains("signed in"))
    }

    @Test("a wrong password is refused, unknown names alike, and after five tries even the right one has to wait")
    func wrongPassword() async throws {
        let visitor = try await ConsoleVisitor.open()
        let stranger = try await visitor.signIn("bo", "whatever it is")
        #expect(
            stranger.status == 401 && stranger.text.contains("The name or the password is wrong."),
            "\(stranger.status) \(stranger.text)")
        // On a machine that is slow to hash, a minute may pass meanwhile, and give another try.
        var wrong = 0
        while wrong < 12, try await visitor.signIn("ann", "wrong").status == 401 { wrong += 1 }
        #expect((5..<12).contains(wrong))
        let late = try await visitor.signIn()
        #expect(late.status == 429 && late.text.contains("Too many wrong tries"))
        #expect(try await visitor.get("/").status == 303)
    }

    @Test("forms without their token or from another site do nothing")
    func forged() async throws {
        let visitor = try await ConsoleVisitor.open()
        let account = [("name", "ann"), ("password", ConsoleVisitor.password)]
        #expect(try await visitor.post("/sign-in", account).status == 403)
        try await visitor.signIn()
        #expect(try await visitor.post("/sign-out", []).status == 403)
        #expect(try await visitor.post("/sign-out", [("csrf", SecretToken.random().text)]).status == 403)
        let token = try await visitor.get("/").token
        let elsewhere = try await visitor.post(
            "/sign-out", [("csrf", token)], headers: ["Sec-Fetch-Site": "cross-site"])
        #expect(elsewhere.status == 403)
        #expect(try await visitor.get("/").status == 200)
    }

    @Test(
        "signing in leads only to pages of the console",
        arguments: ["//evil.example", "https://evil.example", "/\\evil.example", "/a b", ""])
    func openRedirect(path: String) {
        #expect(WebConsole.local(path) == "/")
    }

    @Test("a session ends after eight hours, and the oldest of too many gives way")
    func expiry() {
        let sessions = ConsoleSessions()
        let now = ContinuousClock.now
        let first = sessions.begin("ann", at: now)
        #expect(sessions.session(first.token, at: now + ConsoleSessions.lifetime - .seconds(1))?.name == "ann")
        #expect(sessions.session(first.token, at: now + ConsoleSessions.lifetime) == nil)
        for _ in 1...ConsoleSessions.limit { _ = sessions.begin("bo", at: now + .seconds(1)) }
        #expect(sessions.session(first.token, at: now + .seconds(2)) == nil)
    }

    @Test(
        "accounts that cannot be read are refused by their place, without the hash",
        arguments: ["ann", "ann:secret", "Ann:x", "", "ann:scrypt$10$8$1$AAAA$BBBB"])
    func accounts(text: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try ConsoleAccounts(parsing: text) }
        #expect(error?.key == "CONSOLE_USERS")
        #expect(error?.description.contains("secret") == false)
    }

    @Test("without accounts and without a terminal the console does not start; the line it asks for is printed")
    func configuration() async throws {
        let database = ["DATABASE_URL": TestDatabase.current.url(role: "bangban_operator")]
        let refused = try await ServiceProcess.run("bangban", ["console", "--port", "0"], environment: database)
        #expect(refused.status == 78)
        #expect(refused.errors.contains("CONSOLE_USERS: is not set, and there is no terminal"), "\(refused.errors)")
        let short = try await ServiceProcess.run(
            "bangban", ["console", "password", "ann"], environment: ["BANGBAN_PASSWORD": "short"])
        #expect(short.status == 64)
        let line = try await ServiceProcess.run(
            "bangban", ["console", "password", "ann"], environment: ["BANGBAN_PASSWORD": ConsoleVisitor.password])
        let text = line.output.dropFirst("CONSOLE_USERS='".count).dropLast(2)
        let accounts = try ConsoleAccounts(parsing: String(text))
        #expect(try await accounts.matches("ann", ConsoleVisitor.password))
        #expect(try await !accounts.matches("ann", ConsoleVisitor.password + "!"))
    }

    @Test("at a terminal, without accounts, a password is made and shown; a taken port is told")
    func terminal() async throws {
        let port = try ServiceProcess.freePort()
        let folder = try TemporaryFolder()
        let path = try folder.file("terminal", [])
        let output = try #require(FileHandle(forWritingAtPath: path))
        let environment = [
            "DATABASE_URL": TestDatabase.current.url(role: "bangban_operator"), "PATH": "/usr/bin:/bin",
        ]
        let program = ServiceProcess.productsFolder.appending(path: "bangban").path()
        // script gives the program a terminal.
        let terminal = try await Subprocess(
            ["script", "-qefc", "\(program) console --port \(port)", "/dev/null"], environment: environment,
            output: output)
        defer { terminal.signal(SIGTERM) }
        let shown = { try String(contentsOfFile: path, encoding: .utf8) }
        try await eventually { try shown().contains("sign in as operator with the password") }
        let password = try #require(try shown().firstMatch(of: /with the password ([\w-]{20})/)).output.1
        let visitor = ConsoleVisitor(try ServiceProcess("bangban", environment: ["HTTP_PORT": "\(port)"]))
        #expect(try await visitor.signIn("operator", String(password)).location == "/")
        #expect(try await visitor.get("/").status == 200)

        let hash = try await PasswordHash.make(of: "x", cost: .least)
        let second = try await ServiceProcess.run(
            "bangban", ["console", "--port", "\(port)"],
            environment: environment.merging(["CONSOLE_USERS": "ann:\(hash.text)"]) { $1 })
        #expect(
            second.status == 69 && second.errors.contains("cannot listen on 127.0.0.1 port \(port)"), "\(second.errors)"
        )
    }
}
