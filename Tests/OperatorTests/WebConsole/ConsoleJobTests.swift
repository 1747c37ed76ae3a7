import Foundation
import JobQueue
import Postgres
import ServiceKit
import TestKit
import Testing

@Suite("Messages in the console", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct ConsoleJobTests {
    @Test("each state has its list, and the newest messages are listed whatever their state")
    func states() async throws {
        let hall = try await ConsoleHall()
        let finished = try await hall.enqueue()
        try await hall.end(try await hall.claim(), "finished")
        let dead = try await hall.enqueue()
        try await hall.end(try await hall.claim(), "dead", error: "no such counter")
        let delayed = try await hall.enqueue()
        try await hall.end(try await hall.claim(), "retried", error: "busy")
        let running = try await hall.enqueue()
        try await hall.claim()
        let waiting = try await hall.enqueue()
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        let all = [finished, dead, delayed, running, waiting]
        for (state, id) in zip(["finished", "dead", "delayed", "running", "waiting"], all) {
            let page = try await visitor.get("/queues/hall/desk?state=\(state)").text
            for other in all { #expect(page.contains("href=\"/jobs/\(other)\"") == (other == id), "\(state) \(other)") }
        }
        let newest = try await visitor.get("/queues/hall/desk").text
        for id in all { #expect(newest.contains("href=\"/jobs/\(id)\""), "\(id)") }
        #expect(try await visitor.get("/queues/hall/nobody").status == 404)
    }

    @Test("messages are found by id, kind, key and text; a search that finds nothing says how far it looked")
    func search() async throws {
        let hall = try await ConsoleHall()
        try await hall.enqueue(count: 10_020)
        let id = try await hall.enqueue(#"{"note": "請到三號窗口 Window"}"#, key: "call/7")
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        for query in [
            "kind=hall.call", "key=call/7", "text=WINDOW", "text=%E4%B8%89%E8%99%9F", "kind=hall.call&text=window",
        ] {
            let page = try await visitor.get("/queues/hall/desk?\(query)")
            #expect(page.text.contains("href=\"/jobs/\(id)\""), "\(query)")
        }
        let nothing = try await visitor.get("/queues/hall/desk?text=nowhere-to-be-found").text
        #expect(nothing.contains("There are no such messages."))
        #expect(nothing.contains("Looked at messages 1 to 10,000 only"))
        #expect(nothing.contains("text=nowhere-to-be-found&amp;skip=10000"))
        let further = try await visitor.get("/queues/hall/desk?text=nowhere-to-be-found&skip=10000").text
        #expect(further.contains("Looked at messages 10,001 to 10,021.") && !further.contains("rel=\"next\""))
        #expect(
            try await visitor.get("/queues/hall/desk?key=call/7&state=dead").text.contains("The key is held by message")
        )
        #expect(try await visitor.get("/jobs?id=\(id)").location == "/jobs/\(id)")
        #expect(try await visitor.get("/jobs?id=x").status == 400)
        #expect(try await visitor.get("/jobs/\(id + 1000)").status == 404)
    }

    @Test("a message is found by its unique key as it was given or is stored, or by its ordering key, and shows both")
    func keys() async throws {
        let hall = try await ConsoleHall()
        let plain = try await hall.enqueue(key: "call/7")
        let daily = try await hall.enqueue(key: "report", period: "1 day")
        let hourly = try await hall.enqueue(kind: "hall.sum", period: "1 hour", by: "kind")
        let same = try await hall.enqueue(#"{"number": 1}"#, kind: "hall.count", by: "arguments")
        let ordered = try await hall.enqueue(orderingKey: "counter-3")
        let stored = { (id: Int64) async throws -> String in
            try await hall.client.query("SELECT unique_key FROM queue.log WHERE id = \(id)")[0].decode()
        }
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        for (key, id) in [
            ("call/7", plain), ("report", daily), (try await stored(daily), daily), ("hall.sum", hourly),
            (try await stored(hourly), hourly), ("hall.count", same), (try await stored(same), same),
            ("counter-3", ordered),
        ] {
            for state in ["", "&state=waiting"] {
                let page = try await visitor.get("/queues/hall/desk?key=\(PageQuery.encoded(key))\(state)").text
                let found = page.matches(of: /<th scope="row"><a class="code" href="\/jobs\/(\d+)"/)
                #expect(found.map { String($0.output.1) } == ["\(id)"], "\(key)\(state)")
            }
        }
        for (key, id) in [("call/7", plain), ("report", daily), ("hall.sum", hourly)] {
            let page = try await visitor.get("/queues/hall/desk?state=dead&key=\(PageQuery.encoded(key))").text
            #expect(page.contains("The key is held by message <a class=\"code\" href=\"/jobs/\(id)\">"), "\(key)")
        }
        #expect(try await !visitor.get("/queues/hall/desk?state=dead&key=counter-3").text.contains("held by message"))
        let list = try await visitor.get("/queues/hall/desk").text
        #expect(list.contains("<small>Ordering key: counter-3</small>"))
        #expect(list.contains("Unique key: report in 86400 s"))
        #expect(try await visitor.get("/jobs/\(ordered)").text.contains("<dt>Ordering key</dt><dd>counter-3</dd>"))
        #expect(try await visitor.get("/jobs/\(plain)").text.contains("<dt>Unique key</dt><dd>call/7</dd>"))
    }

    @Test("pages of a list follow each other without gap or overlap")
    func paging() async throws {
        let hall = try await ConsoleHall()
        try await hall.enqueue(count: 120)
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        var (path, ids): (String?, [String]) = ("/queues/hall/desk?state=waiting", [])
        while let next = path {
            let page = try await visitor.get(next).text
            ids += page.matches(of: /class="code" href="\/jobs\/(\d+)"/).map { String($0.output.1) }
            path = page.firstMatch(of: /rel="next" href="([^"]+)"/).map {
                String($0.output.1).replacing("&amp;", with: "&")
            }
        }
        #expect(ids.count == 120 && Set(ids).count == 120)
    }

    @Test("a message shows what happened to it, and its payload with personal data hidden; showing it is logged")
    func detail() async throws {
        let hall = try await ConsoleHall()
        let id = try await hall.enqueue(
            #"{"name": "王小明", "masked_name": "王*明", "note": "call 13812345678", "trick": "</pre><script>alert(1)</script>"}"#,
            headers:
                #"{"request_id": "request-1", "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}"#
        )
        try await hall.end(try await hall.claim(), "retried", error: "line one\n<b>line two</b>")
        _ = try await hall.client.query(
            "SELECT queue.report_progress(\(hall.subscription), \(id), 0.4, 'at the counter')")
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        let page = try await visitor.get("/jobs/\(id)")
        for text in [
            "Delayed", "worker@hall", "attempt 1 failed", "line one\n&lt;b&gt;line two", "request-1",
            "4bf92f3577b34da6a3ce929d0e0e4736", "40 %, at the counter", "王*明", "138****5678", "Values hidden: 2",
            "&lt;/pre&gt;&lt;script&gt;",
        ] { #expect(page.text.contains(text), "\(text)") }
        for text in ["王小明", "13812345678", "<script", "<b>line"] { #expect(!page.text.contains(text), "\(text)") }

        #expect(try await visitor.post("/jobs/\(id)/reveal", []).status == 403)
        let shown = try await visitor.post("/jobs/\(id)/reveal", [("csrf", page.token)]).text
        #expect(shown.contains("王小明") && shown.contains("13812345678") && !shown.contains("<script"))
        #expect(
            visitor.process.logs.split(separator: "\n").contains {
                $0.contains("payload revealed") && $0.contains("ann")
            })
    }

    @Test("of a long payload or result the beginning is shown, and no part of a number that was cut in two")
    func long() async throws {
        let hall = try await ConsoleHall()
        // What PostgreSQL writes before the text, and all but four digits of the number, are the characters that are read.
        let before = "{\n    \"note\": \"".count
        let text = String(repeating: "x", count: 200_000 - before - 7)
        let id = try await hall.enqueue("{\"note\": \"\(text)13812345678\"}")
        try await hall.claim()
        _ = try await hall.client.query(
            """
            SELECT queue.keep_result(c.subscription, c.lane, c.id, c.token, \(id), \("{\"note\": \"\(text)13912345678\"}")::json)
            FROM queue.claim c
            """)
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        let page = try await visitor.get("/jobs/\(id)")
        #expect(page.text.components(separatedBy: "these are its first 200,000 characters").count == 3)
        #expect(page.text.contains("xxxxxxxx") && !page.text.contains("1381234") && !page.text.contains("1391234"))
        let shown = try await visitor.post("/jobs/\(id)/reveal", [("csrf", page.token)]).text
        #expect(shown.contains("x1381234") && !shown.contains("13812345"))
        #expect(shown.contains("x1391234") && !shown.contains("13912345"))
    }

    @Test("a message is cancelled; once more there is nothing left to do")
    func cancel() async throws {
        let hall = try await ConsoleHall()
        let id = try await hall.enqueue()
        let visitor = try await ConsoleVisitor.open()
        try await visitor.signIn()
        let page = try await visitor.get("/jobs/\(id)")
        #expect(page.text.contains("Yes, cancel it"))
        let form = [("action", "cancel"), ("subscriber", "desk"), ("csrf", page.token)]
        #expect(try await visitor.post("/jobs/\(id)", form).location == "/jobs/\(id)?done=cancelled&count=1")
        let after = try await visitor.get("/jobs/\(id)?done=cancelled&count=1").text
        #expect(
            after.contains("<p class=\"notice ok\" role=\"status\">Cancelled.</p>") && !after.contains("Yes, cancel it")
        )
        #expect(try await visitor.post("/jobs/\(id)", form).location == "/jobs/\(id)?done=nothing&count=0")
        #expect(try await !visitor.get("/jobs/\(id)?done=<script>").text.contains("<script"))
    }
}
