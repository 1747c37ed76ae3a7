import Foundation
import JobQueue
import Postgres
import TestKit
import Testing

@Suite("Dead messages in the console", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct ConsoleDeadTests {
    /// The fields of the first form about a group, for all of it or for some.
    private func fields(_ page: ConsolePage, _ action: String, ids: [String]? = nil) -> [(String, String)] {
        let names = ["csrf", "queue", "subscriber", "kind", "pattern", "until"]
        return names.compactMap { name in page.field(name).map { (name, unescaped($0)) } }
            + (ids.map { $0.map { ("id", $0) } } ?? [("all", "1")]) + [("action", action)]
    }

    /// The page of the first group.
    private func group(_ visitor: ConsoleVisitor) async throws -> ConsolePage {
        let link = try await visitor.get("/dead").text.firstMatch(of: /href="(\/dead\/group[^"]+)"/)
        return try await visitor.get(unescaped(String(try #require(link).output.1)))
    }

    private func unescaped(_ text: String) -> String {
        text.replacing("&quot;", with: "\"").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }

    @Test("a thousand and more of a group are taken up again at one click; others, and what dies later, are left alone")
    func redrive() async throws {
        let hall = try await ConsoleHall()
        for number in 1...3 { try await hall.die(400, "counter \(number) <closed> & \"gone\"") }
        try await hall.die(5, "no such kind")
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        let page = try await visitor.get("/dead")
        #expect(page.text.contains("counter # &lt;closed&gt;") && page.text.contains(">1,200</td>"))
        #expect(page.text.contains("no such kind") && page.text.contains(">5</td>"))
        try await hall.die(1, "counter 4 <closed> & \"gone\"")

        let form = fields(page, "retry")
        #expect(try await visitor.post("/dead", form.filter { $0.0 != "csrf" }).status == 403)
        #expect(try await hall.int("SELECT count(*) FROM queue.dead") == 1206)
        #expect(try await visitor.post("/dead", form).location == "/dead?done=retried&count=1200")
        #expect(try await visitor.get("/dead?done=retried&count=1200").text.contains("1,200 taken up again."))
        #expect(try await hall.int("SELECT count(*) FROM queue.dead") == 6)
        #expect(try await hall.int("SELECT sum(waiting)::bigint FROM queue.backlog") == 1200)
        #expect(try await visitor.post("/dead", form).location == "/dead?done=nothing&count=0")
        let line = visitor.process.logs.split(separator: "\n").first { $0.contains("\"retried\"") }
        #expect(line?.contains("ann") == true && line?.contains("1200") == true)
    }

    @Test("chosen ones are discarded, and those alone")
    func choose() async throws {
        let hall = try await ConsoleHall()
        try await hall.die(4, "no such counter")
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        let page = try await group(visitor)
        let ids = page.text.matches(of: /type="checkbox" name="id" value="(\d+)"/).map { String($0.output.1) }
        try #require(ids.count == 4)
        let form = fields(page, "discard", ids: [ids[0], ids[2]])
        #expect(try await visitor.post("/dead", form).location == "/dead?done=discarded&count=2")
        let left: [Int64] = try await hall.client.query("SELECT id FROM queue.dead ORDER BY id DESC").map {
            try $0.decode()
        }
        #expect(left.map(String.init) == [ids[1], ids[3]])
        #expect(
            try await visitor.post("/dead", fields(page, "retry", ids: [])).location == "/dead?done=nothing&count=0")
        #expect(try await visitor.post("/dead", fields(page, "drop")).status == 400)
        #expect(try await visitor.post("/dead", [("csrf", page.token), ("action", "retry")]).status == 400)
    }

    @Test("what one subscriber gave up is discarded or taken up again, and what another did of the same event is not")
    func subscribers() async throws {
        let (desk, ids) = try await ConsoleHall.givenUpByTwo()
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()

        // The newest group comes first.
        let page = try await group(visitor)
        #expect(page.field("subscriber") == "desk")
        try await visitor.post("/dead", fields(page, "discard", ids: ["\(ids[0])"]))
        #expect(try await desk.dead() == ids.map { "archive \($0)" } + ids.dropFirst().map { "desk \($0)" })
        let job = try await visitor.get("/jobs/\(ids[1])")
        #expect(job.text.components(separatedBy: "Yes, retry").count == 3)
        try await visitor.post(
            "/jobs/\(ids[1])", [("csrf", job.token), ("subscriber", "desk"), ("action", "retry")])
        #expect(try await desk.dead() == ids.map { "archive \($0)" } + ["desk \(ids[2])"])
        try await visitor.post("/dead", fields(page, "discard"))
        #expect(try await desk.dead() == ids.map { "archive \($0)" })
        #expect(try await desk.int("SELECT sum(waiting)::bigint FROM queue.backlog WHERE subscriber = 'desk'") == 1)
        #expect(try await desk.int("SELECT sum(waiting)::bigint FROM queue.backlog WHERE subscriber = 'archive'") == 0)
    }

    @Test("one message is taken up again from its own page, and is done with once it is handled")
    func single() async throws {
        let hall = try await ConsoleHall()
        try await hall.die(1, "no such counter")
        let id: Int64 = try await hall.client.query("SELECT id FROM queue.dead")[0].decode()
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        let page = try await visitor.get("/jobs/\(id)")
        #expect(page.text.contains("Yes, retry") && page.text.contains("no such counter"))
        try await visitor.post("/jobs/\(id)", [("csrf", page.token), ("action", "retry")])
        try await hall.end(try await hall.claim(), "finished")
        let after = try await visitor.get("/jobs/\(id)").text
        #expect(after.contains("desk: Dead after") && after.contains("desk: Finished after"))
    }
}
