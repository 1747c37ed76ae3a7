import Foundation
import JobQueue
import Postgres
import TestKit
import Testing

@Suite("Pages of the console", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct ConsolePagesTests {
    static let pages = [
        "/", "/queues/hall/desk", "/jobs/1", "/dead", "/dead/group", "/workers", "/schedules", "/health",
    ]

    @Test("no page is shown to somebody who is not signed in, and no form of theirs is taken")
    func closed() async throws {
        _ = try await ConsoleHall()
        let visitor = try await ConsoleVisitor.open()
        for page in Self.pages {
            #expect(try await visitor.get(page).location?.hasPrefix("/sign-in") == true, "\(page)")
        }
        for path in ["/queues/hall/desk/hold", "/jobs/1", "/jobs/1/reveal", "/dead", "/sign-out"] {
            #expect(try await visitor.post(path, [("action", "pause")]).location == "/sign-in", "\(path)")
        }
    }

    @Test("the overview counts what is in each state up to its bound, and says when something is held up")
    func overview() async throws {
        let hall = try await ConsoleHall()
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        #expect(try await visitor.get("/").text.contains(">desk<"))
        try await hall.die(2, "no such counter")
        try await hall.enqueue(count: 10_050)
        try await hall.enqueue(delay: "1 hour")
        try await hall.claim(3)
        let page = try await visitor.get("/")
        for (state, count) in [
            ("waiting", "10,000+"), ("running", "3"), ("delayed", "1"), ("held", "0"), ("parked", "0"), ("dead", "2"),
        ] {
            #expect(page.text.contains("href=\"/queues/hall/desk?state=\(state)\">\(count)</a>"), "\(state)")
        }
        #expect(page.text.contains("Without a subscriber so far: intake,"))
    }

    @Test("the overview and the subscriber's page say what it is limited to, in all and of each ordering key")
    func limits() async throws {
        let hall = try await ConsoleHall()
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        #expect(try await hall.int("SELECT queue.set_limit('hall', 'desk', 4, NULL, NULL, 2, 5, '1 minute')") == 1)
        for page in ["/", "/queues/hall/desk"] {
            let text = try await visitor.get(page).text
            #expect(
                text.contains("at most 4 at once, at most 2 of a key at once, at most 5 of a key in 1 min"), "\(page)")
        }
    }

    @Test("a subscriber's page says for how long its queue keeps what is over")
    func retention() async throws {
        let hall = try await ConsoleHall()
        _ = try await hall.client.query("SELECT queue.set_retention('hall', '36 hours')")
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        #expect(try await visitor.get("/queues/hall/desk").text.contains("Kept for: 1 d 12 h"))
    }

    @Test("a subscriber is held up and goes on again; the log says who did it; without the token nothing happens")
    func hold() async throws {
        let hall = try await ConsoleHall()
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        let path = "/queues/hall/desk/hold"
        #expect(try await visitor.post(path, [("action", "pause")]).status == 403)
        #expect(try await hall.int("SELECT count(paused_at) FROM queue.subscription") == 0)
        let token = try await visitor.get("/").token
        let done = try await visitor.post(path, [("action", "pause"), ("csrf", token)])
        #expect(done.location == "/queues/hall/desk?done=paused")
        #expect(try await visitor.get("/").text.contains("Paused</span>"))
        #expect(try await hall.int("SELECT count(paused_at) FROM queue.subscription") == 1)
        try await visitor.post(path, [("action", "resume"), ("whole", "1"), ("csrf", token)])
        #expect(try await hall.int("SELECT count(paused_at) FROM queue.subscription") == 0)
        let lines = visitor.process.logs.split(separator: "\n")
        #expect(lines.contains { $0.contains("\"paused\"") && $0.contains("ann") && $0.contains("hall") })
        #expect(lines.contains { $0.contains("\"resumed\"") && $0.contains("all") })
        #expect(
            try await visitor.post("/queues/nowhere/desk/hold", [("action", "pause"), ("csrf", token)]).status == 404)
        #expect(try await visitor.post(path, [("action", "drop"), ("csrf", token)]).status == 400)
    }

    @Test("workers are shown with their heartbeat and what they hold, schedules with their next times")
    func workers() async throws {
        let hall = try await ConsoleHall()
        try await hall.enqueue(count: 5)
        try await hall.claim(5)
        _ = try await hall.client.query("SELECT queue.beat(\(hall.worker))")
        _ = try await hall.client.query(
            "SELECT queue.schedule('week', 'hall', 'hall.call', 1, '{}', NULL, 2, '30 8 * * mon', 'Asia/Shanghai', 'once')"
        )
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        let workers = try await visitor.get("/workers").text
        #expect(workers.contains("worker@hall") && workers.contains("dot ok"))
        #expect(workers.contains("data-label=\"Claims\">1<") && workers.contains("data-label=\"Messages\">5<"))
        let schedules = try await visitor.get("/schedules").text
        #expect(schedules.contains("30 8 * * mon") && schedules.components(separatedBy: " 08:30</li>").count == 6)
    }

    @Test("the oldest holder of the cleanup horizon is named with its query, and the tables are listed")
    func horizon() async throws {
        let hall = try await ConsoleHall()
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        let pid: Int32 = try await hall.client.withConnection { connection in
            try await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            let pid: Int32 = try await connection.query("SELECT pg_backend_pid() /* the old report */")[0].decode()
            let page = try await visitor.get("/health").text
            #expect(page.contains("session <span class=\"code\">\(pid)</span>"), "\(page)")
            #expect(page.contains("the old report"))
            try await connection.execute("ROLLBACK")
            return pid
        }
        #expect(try await !visitor.get("/health").text.contains("<span class=\"code\">\(pid)</span>"))
        #expect(try await visitor.get("/health").text.contains(">log</th>"))
    }

    @Test("a page whose figures take the database too long says so")
    func timeout() async throws {
        let hall = try await ConsoleHall()
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        let owner = try TestDatabase.current.client(role: "bangban_owner")
        _ = hall
        try await owner.withTransaction { transaction in
            try await transaction.execute("LOCK TABLE queue.dead IN ACCESS EXCLUSIVE MODE")
            let page = try await visitor.get("/dead")
            #expect(page.status == 504 && page.text.contains("The database took too long"))
        }
        #expect(try await visitor.get("/dead").status == 200)
        #expect(try await visitor.get("/nowhere").text.contains("Not found"))
    }
}
