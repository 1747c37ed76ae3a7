import Foundation
import JobQueue
import Postgres
import TestKit
import Testing

@Suite("Dead messages by command", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct QueueRedriveTests {
    private func bangban(_ arguments: String...) async throws -> (status: Int32, output: String, errors: String) {
        let environment = ["DATABASE_URL": TestDatabase.current.url(role: "bangban_operator")]
        return try await ServiceProcess.run("bangban", ["queue"] + arguments, environment: environment)
    }

    @Test("dead messages are taken up again or discarded, by id or all of a kind")
    func dead() async throws {
        let hall = try await ConsoleHall()
        try await hall.die(3, "no such counter")
        #expect(try await bangban("dead").output.contains("no such counter"))
        let id = try await hall.int("SELECT min(id) FROM queue.dead")
        #expect(try await bangban("retry", "\(id)").output == "1 taken up again\n")
        #expect(try await bangban("discard", "--kind", "hall.call").output == "2 discarded\n")
        #expect(try await bangban("dead", "--json").output == "[]\n")
        #expect(try await bangban("retry").status == 64)
        #expect(try await bangban("retry", "\(id)", "--kind", "hall.call").status == 64)
    }

    @Test("of an event that two subscribers gave up, one's is taken up or discarded, or both are; wrong ids are named")
    func subscribers() async throws {
        let (desk, ids) = try await ConsoleHall.givenUpByTwo()
        #expect(try await !bangban("dead", "--subscriber", "archive").output.contains("no such counter"))

        let one = try await bangban("discard", "\(ids[0])", "--subscriber", "desk")
        #expect(one.status == 0 && one.output == "1 discarded\n", "\(one)")
        #expect(try await desk.dead() == ids.map { "archive \($0)" } + ids.dropFirst().map { "desk \($0)" })
        let both = try await bangban("retry", "\(ids[1])")
        #expect(both.status == 0 && both.output == "2 taken up again\n" && both.errors.isEmpty, "\(both)")
        let wrong = try await bangban("retry", "\(ids[0])", "\(ids[1])", "999999", "--subscriber", "desk", "--json")
        #expect(wrong.status == 1)
        #expect(wrong.output == "{\"count\":0,\"missing\":[\(ids[0]),\(ids[1]),999999]}\n")
        #expect(wrong.errors == "bangban: no such messages were given up: \(ids[0]), \(ids[1]), 999999\n")
        #expect(try await bangban("discard", "--kind", "hall.call", "--queue", "hall").output == "0 discarded\n")
        #expect(
            try await bangban("discard", "--kind", "hall.call", "--subscriber", "archive").output == "2 discarded\n")
        #expect(try await desk.dead() == ["desk \(ids[2])"])
    }

    @Test("thousands of a kind are gone through in steps; what dies meanwhile is left for another time")
    func steps() async throws {
        let hall = try await ConsoleHall()
        try await hall.die(2500, "no such counter")
        let owner = try TestDatabase.current.client()
        try await owner.execute(
            """
            CREATE FUNCTION public.die_again() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
                INSERT INTO queue.dead (id, enqueued_at, lane, version, attempt, kind, payload, reason)
                VALUES (OLD.id, OLD.enqueued_at, OLD.lane, 1, 1, OLD.kind, OLD.payload, 'again');
                RETURN NULL;
            END $$
            """)
        try await owner.execute(
            "CREATE TRIGGER die_again AFTER DELETE ON queue.dead FOR EACH ROW EXECUTE FUNCTION public.die_again()")
        #expect(try await bangban("retry", "--kind", "hall.call").output == "2,500 taken up again\n")
        #expect(try await hall.int("SELECT count(*) FROM queue.dead WHERE reason = 'again'") == 2500)
        #expect(try await hall.int("SELECT count(*) FROM queue.dead") == 2500)
        // A step is a transaction.
        let own: SQL = "queue.lane_owner(lane) = \(hall.subscription)"
        #expect(try await hall.int("SELECT count(DISTINCT txid) FROM queue.log WHERE \(own)") == 3)
    }

    @Test("what was taken up again, and is rewound to as well, is delivered once after a rebase")
    func rebase() async throws {
        let hall = try await ConsoleHall()
        try await hall.die(1, "no such counter")
        #expect(try await bangban("retry", "--kind", "hall.call").output == "1 taken up again\n")
        #expect(try await bangban("rewind", "hall", "desk", "--to", "beginning").status == 0)
        #expect(try await hall.int("SELECT sum(waiting)::bigint FROM queue.backlog") == 2)
        let rebase = try await bangban("rebase", "--json")
        #expect(rebase.output == "{\"delivered_again\":1}\n", "\(rebase)")
    }

    @Test("what is taken up again has its unique key again, until it is over; where another has it, it comes without")
    func keys() async throws {
        let hall = try await ConsoleHall()
        let free = try await hall.enqueue(key: "free")
        let taken = try await hall.enqueue(key: "taken", orderingKey: "counter-3")
        let timed = try await hall.enqueue(key: "timed", period: "100 days")
        for _ in 1...2 { try await hall.giveUp(10, "no such counter") }
        let holder = try await hall.enqueue(key: "taken", delay: "1 hour")
        try #require(holder != taken)
        #expect(try await bangban("retry", "\(free)", "\(taken)", "\(timed)").status == 0)
        #expect(try await hall.enqueue(key: "free") == free)
        #expect(try await hall.enqueue(key: "taken") == holder)
        #expect(try await hall.enqueue(key: "timed", period: "100 days") == timed)
        let held = try await hall.client.query("SELECT unique_key FROM queue.held WHERE id = \(taken)")[0]
        #expect(try held.decode(column: 0, as: String?.self) == nil)
        try await hall.end(try await hall.claim(10), "finished")
        #expect(try await hall.enqueue(key: "free") != free)
        #expect(try await hall.enqueue(key: "timed", period: "100 days") == timed)
    }
}
