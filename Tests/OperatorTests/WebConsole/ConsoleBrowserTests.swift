import Foundation
import JobQueue
import Postgres
import TestKit
import Testing

@Suite("The console in a browser", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct ConsoleBrowserTests {
    private func signIn(_ browser: Browser, _ visitor: ConsoleVisitor, language: String) async throws {
        try await browser.open(visitor.process.url("/sign-in?lang=\(language)"))
        try await browser.type("ann", into: "#name")
        try await browser.type(ConsoleVisitor.password, into: "#password")
        try await browser.loading { try await browser.touch("main button[type=submit]") }
    }

    @Test("every page fits a desk's and a phone's screen, can be read, and is styled", arguments: ["zh", "en"])
    func fits(language: String) async throws {
        let hall = try await ConsoleHall()
        try await hall.die(3, "no such counter: \(String(repeating: "a-long-word-", count: 12))")
        let id = try await hall.enqueue(
            #"{"name": "王小明", "trick": "<script>document.title = 'taken'</script>"}"#, key: "call/7")
        try await hall.enqueue(count: 60)
        try await hall.enqueue(key: "report", period: "1 day", orderingKey: "counter-3")
        _ = try await hall.client.query("SELECT queue.beat(\(hall.worker))")
        _ = try await hall.client.query(
            "SELECT queue.schedule('week', 'hall', 'hall.call', 1, '{}', NULL, 2, '30 8 * * mon', 'Asia/Shanghai', 'once')"
        )
        let visitor = try await ConsoleVisitor.open()
        try await Browser.run(width: 1360, height: 900) { browser in
            try await signIn(browser, visitor, language: language)
            for (width, height) in [(1360, 900), (390, 844)] {
                try await browser.resize(width: width, height: height)
                for (name, path) in [
                    ("overview", "/"), ("jobs", "/queues/hall/desk"), ("dead-jobs", "/queues/hall/desk?state=dead"),
                    ("keys", "/queues/hall/desk?key=report"),
                    ("job", "/jobs/\(id)"), ("dead", "/dead"), ("workers", "/workers"), ("schedules", "/schedules"),
                    ("health", "/health"), ("missing", "/jobs/999999"),
                ] {
                    try await browser.open(visitor.process.url(path))
                    try await browser.expectFits("\(name) at \(width)", targetMinimum: 0)
                    let sheets = try await browser.evaluate("document.styleSheets.length") as? Int
                    #expect(sheets == 2, "\(name)")
                    try await browser.picture("console-\(name)-\(width)-\(language)")
                }
            }
            #expect(try await browser.evaluate("document.title") as? String != "taken")
        }
    }

    @Test("a group of dead messages is taken up again by two clicks, the second of which confirms")
    func redrive() async throws {
        let hall = try await ConsoleHall()
        try await hall.die(30, "no such counter")
        let visitor = try await ConsoleVisitor.open()
        try await Browser.run(width: 1360, height: 900) { browser in
            try await signIn(browser, visitor, language: "en")
            try await browser.loading { try await browser.touch("nav a[href='/dead']") }
            let isHidden = "!document.querySelector('button[value=retry]').checkVisibility()"
            #expect(try await browser.evaluate(isHidden) as? Bool == true)
            try await browser.touch("td details summary")
            try await browser.loading { try await browser.touch("button[value=retry]") }
            #expect(try await browser.text(of: "[role=status]") == "30 taken up again.")
            #expect(try await hall.int("SELECT count(*) FROM queue.dead") == 0)
            try await browser.loading { try await browser.touch(".bar form[action='/sign-out'] button") }
            #expect(try await browser.text(of: "h1") == "Sign in to the console")
        }
    }
}
