import Foundation
import JobQueue
import Postgres
import TestKit
import Testing

@Suite("What the queue's commands print for scripts", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct QueueJSONTests {
    /// A command's arguments, and the members that its answer has, or the first element of it.
    private typealias Line = (arguments: [String], members: Set<String>)

    @Test("every command of the queue prints one JSON value with --json, and nothing else")
    func all() async throws {
        let hall = try await ConsoleHall()
        _ = try await ConsoleHall("hall.events")
        try await hall.die(2, "no such counter")
        let ids: [Int64] = try await hall.client.query("SELECT id FROM queue.dead ORDER BY id").map { try $0.decode() }
        let waiting = try await hall.enqueue()
        _ = try await hall.client.query(
            """
            SELECT queue.schedule('week', 'hall', 'hall.call', 1, '{}', NULL, 2, '0 8 * * mon', 'Asia/Shanghai', 'once')
            """)
        let setting: Set = ["queue", "subscriber", "limits"]
        let states: Set = ["waiting", "running", "delayed", "held", "parked", "dead"]
        let lines: [Line] = [
            (["list"], states.union(["queue", "subscriber", "priority", "may_be_more", "retention_seconds"])),
            (["lag"], ["queue", "subscriber", "waiting", "may_be_more", "limits"]),
            (["show", "\(waiting)"], ["id", "queue", "subscriber", "kind", "state", "attempt", "payload", "steps"]),
            (["dead"], ["id", "queue", "subscriber", "kind", "attempt", "died_at", "reason"]),
            (["retry", "\(ids[0])"], ["count", "missing"]), (["discard", "\(ids[1])"], ["count", "missing"]),
            (["cancel", "\(waiting)"], ["queue", "subscriber", "was"]),
            (["pause", "hall"], setting.union(["paused_at"])), (["resume", "hall"], setting),
            (["limit", "hall", "--running", "2"], setting),
            (["rewind", "hall", "desk", "--to", "beginning"], ["waiting"]),
            (["schedule"], ["name", "expression", "time_zone", "missed", "queue", "kind", "next"]),
            (["schedule", "--preview", "0 8 * * mon"], ["expression", "time_zone", "next"]),
            (["retention", "hall", "30d"], ["queue", "retention_seconds"]),
            (["prune"], ["segments", "messages", "claims"]),
            (["unsubscribe", "hall.events", "desk"], ["unsubscribed"]), (["rebase"], ["delivered_again"]),
        ]
        for line in lines { try await expect(line) }
        try await tail(hall)
        let verbs = Set(lines.map { $0.arguments[0] } + ["tail"])
        let help = try await run(["--help"]).output
        let known = help.matches(of: #/\n  ([a-z]+)  /#).map { String($0.output.1) }.filter { $0 != "help" }
        #expect(Set(known) == verbs)
    }

    // MARK: - Private

    private func run(_ arguments: [String]) async throws -> (status: Int32, output: String, errors: String) {
        let environment = ["DATABASE_URL": TestDatabase.current.url(role: "bangban_operator")]
        return try await ServiceProcess.run("bangban", ["queue"] + arguments, environment: environment)
    }

    private func expect(_ line: Line) async throws {
        let outcome = try await run(line.arguments + ["--json"])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(line.arguments): \(outcome)")
        try expect(outcome.output, line)
    }

    private func expect(_ output: String, _ line: Line) throws {
        let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
        let object = (value as? [[String: Any]])?.first ?? value as? [String: Any]
        let missing = line.members.subtracting(object.map { Set($0.keys) } ?? [])
        #expect(missing.isEmpty, "\(line.arguments): \(output)")
    }

    /// Ends with the first message that it sees; which that is, nobody can know before.
    private func tail(_ hall: ConsoleHall) async throws {
        let arguments = ["tail", "--count", "1"]
        async let outcome = run(arguments + ["--json"])
        let enqueuing = Task { while !Task.isCancelled { try await hall.enqueue() } }
        let line = try await outcome
        enqueuing.cancel()
        _ = await enqueuing.result
        #expect(line.status == 0)
        try expect(line.output, (arguments, ["id", "queue", "kind", "enqueued_at", "payload"]))
    }
}
