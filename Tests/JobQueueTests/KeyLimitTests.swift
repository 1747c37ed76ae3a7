import JobQueue
import Models
import Postgres
import Synchronization
import TestKit
import Testing

@Suite("Limits of a key across processes", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct KeyLimitTests {
    @Test("no more messages of a key run at once than its limit, also when a worker is lost, while other keys go on")
    func running() async throws {
        let queue = try TestQueue()
        _ = try await queue.subscribe()
        #expect(try await queue.queue.limit(.test, perKey: 2) == 1)
        try await queue.enqueue(80, of: ["one", "two"])
        let crowd = Crowd()
        let begun = Seen<Int>()
        let seen = Seen<Int>()
        let handler = PingHandler { ping, _ in
            crowd.enter(ping.number % 2)
            defer { crowd.leave(ping.number % 2) }
            begun.add(ping.number)
            await begun.wait(for: 4)
            try await Task.sleep(for: .milliseconds(5))  // so that others would overlap
            try await Task.sleep(for: .milliseconds(5))  // so that others would overlap
            seen.add(ping.number)
        }
        let doomed = try TestWorker([.handler(handler)], .mortal)
        await seen.wait(for: 10)
        await doomed.kill()
        try await withWorker([.handler(handler)]) { _ in
            try await withWorker([.handler(handler)]) { _ in
                try await eventually { Set(seen.values).count == 80 }
                try await eventually { try await queue.jobs("finished") == 80 }
            }
        }
        #expect(crowd.most == [0: 2, 1: 2])
        #expect(crowd.mostInAll >= 4)
        #expect(try await queue.int("SELECT count(*) FROM queue.held") == 0)
    }

    @Test(
        "where a key may have two, the second begins while the first still runs, and the third when one of them is over"
    )
    func inOrder() async throws {
        let queue = try TestQueue()
        _ = try await queue.subscribe()
        try await queue.queue.limit(.test, perKey: 2)
        try await queue.enqueue(4, of: ["one"])
        let begun = Seen<Int>()
        let passed = Atomic(-1)
        let handler = PingHandler { ping, _ in
            begun.add(ping.number)
            while passed.load(ordering: .relaxed) != ping.number, ping.number < 2 {
                try await Task.sleep(for: .milliseconds(1))
            }
        }
        try await withWorker([.handler(handler)]) { _ in
            #expect(Set(await begun.wait(for: 2)) == [0, 1])
            passed.store(1, ordering: .relaxed)
            #expect(await begun.wait(for: 4).suffix(2) == [2, 3])
            passed.store(0, ordering: .relaxed)
            try await eventually { try await queue.jobs("finished") == 4 }
        }
    }

    @Test("a message that is tried again holds up what has not begun of its key, where two may run at once, too")
    func retried() async throws {
        let queue = try TestQueue()
        _ = try await queue.subscribe()
        try await queue.queue.limit(.test, perKey: 2)
        try await queue.enqueue(6, of: ["one"])
        let ended = Seen<Int>()
        let begun = Seen<Int>()
        let handler = PingHandler { ping, context in
            begun.add(ping.number)
            if ping.number == 0, context.attempt == 1 {
                await begun.wait(for: 2)
                throw TestFailure("not yet")
            }
            if ping.number == 1 {  // runs on until the first has failed
                try await eventually { try await queue.int("SELECT count(*) FROM queue.failure") == 1 }
            }
            // Two at once: whichever of them says first that it has begun, no third does before both have.
            if ping.number == 2 || context.attempt == 2 { await begun.wait(for: 4) }
            ended.add(ping.number)
        }
        try await withWorker([.handler(handler)]) { _ in
            let order = await ended.wait(for: 6)
            #expect(order[0] == 1 && Set(order) == Set(0..<6), "\(order)")
        }
        #expect(Set(begun.values[..<2]) == [0, 1] && Set(begun.values[2...3]) == [0, 2])
        #expect(try await queue.int("SELECT count(*) FROM queue.held") == 0)
    }

    @Test("in no period do more messages of a key begin than its rate allows, whoever has them; they keep their order")
    func rate() async throws {
        let queue = try TestQueue()
        _ = try await queue.subscribe()
        try await queue.queue.limit(.test, ratePerKey: (3, .milliseconds(600)))
        try await queue.enqueue(30, of: ["one", "two", "three"])
        try await queue.keepUses(of: "queue.key_use")
        let seen = Seen<Int>()
        let handler = PingHandler { ping, _ in seen.add(ping.number) }
        let doomed = try TestWorker([.handler(handler)], .mortal)
        await seen.wait(for: 5)
        await doomed.kill()
        try await withWorker([.handler(handler)]) { _ in
            try await withWorker([.handler(handler)]) { _ in
                try await eventually { try await queue.jobs("finished") == 30 }
            }
        }
        for key in 0..<3 {
            // What the killed worker had handled may not have been on record.
            var last = -1
            for number in seen.values where number % 3 == key {
                #expect(number <= last + 3, "of key \(key): \(seen.values)")
                last = number
            }
        }
        let (most, all) = try await queue.client.query(
            """
            SELECT max((SELECT count(*) FROM public.used v
                        WHERE v.ordering_key = u.ordering_key AND v.at <= u.at AND v.at > u.at - interval '600 ms')),
                count(*)
            FROM public.used u
            """)[0].decode(Int.self, Int.self)
        #expect(most == 3 && all >= 30)
    }

    @Test("a rate that is taken away holds nothing up any more, when what it put off is due")
    func unlimited() async throws {
        let queue = try TestQueue()
        _ = try await queue.subscribe()
        try await queue.queue.limit(.test, ratePerKey: (1, .seconds(1)))
        try await queue.enqueue(40, of: ["one"])
        let seen = Seen<Int>()
        try await withWorker([.handler(PingHandler { ping, _ in seen.add(ping.number) })]) { _ in
            await seen.wait(for: 1)
            try await queue.queue.limit(.test)
            #expect(await seen.wait(for: 40) == Array(0..<40))
        }
    }
}

extension TestQueue {
    /// Appends pings 0, 1, 2 …, with one key after the other.
    func enqueue(_ count: Int, of keys: [String]) async throws {
        try await client.withTransaction {
            try await queue.enqueue(
                contentsOf: (0..<count).map { Ping(number: $0) }, orderedBy: { keys[$0.number % keys.count] }, in: $0)
        }
    }
}

/// How many were in at once, for each key and in all.
private final class Crowd: Sendable {
    private let state = Mutex((now: [Int: Int](), most: [Int: Int](), mostInAll: 0))

    var most: [Int: Int] { state.withLock { $0.most } }
    var mostInAll: Int { state.withLock { $0.mostInAll } }

    func enter(_ key: Int) {
        state.withLock { state in
            state.now[key, default: 0] += 1
            state.most[key] = max(state.most[key] ?? 0, state.now[key] ?? 0)
            state.mostInAll = max(state.mostInAll, state.now.values.reduce(0, +))
        }
    }

    func leave(_ key: Int) { state.withLock { $0.now[key, default: 0] -= 1 } }
}
