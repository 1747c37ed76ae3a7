import JobQueue
import Models
import Postgres
import Synchronization
import TestKit
import Testing

@Suite("Long jobs", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct LongJobTests {
    @Test("a step that is done is not repeated when its job fails further on, and its value is given back")
    func steps() async throws {
        let queue = try TestQueue()
        let runs = Seen<String>()
        let ended = Seen<[String]>()
        let handler = PingHandler { ping, context in
            let first = try await context.step("fetch") {
                runs.add("fetch")
                return ["a", "b"]
            }
            let second = try await context.step("count") {
                runs.add("count")
                if context.attempt == 1 { throw TestFailure("cut off") }
                return first.count
            }
            try await context.report(progress: 0.5, "counted")
            if context.attempt == 2 { throw TestFailure("later") }
            ended.add(first + ["\(second)"])
        }
        try await withWorker([.handler(handler)]) { _ in
            try await queue.enqueue(Ping(number: 1))
            #expect(await ended.wait(for: 1) == [["a", "b", "2"]])
        }
        #expect(runs.values == ["fetch", "count", "count"])
        #expect(
            try await queue.int("SELECT count(*) FROM queue.progress WHERE fraction = 0.5 AND note = 'counted'") == 2)
    }

    @Test("a step's effects in the database happen once, also when the worker dies right after it")
    func transactionalStep() async throws {
        let queue = try TestQueue()
        let owner = try TestDatabase.current.client()
        try await queue.makeEffects()
        let stepped = Seen<Int>()
        let ended = Seen<Int>()
        let handler = PingHandler { ping, context in
            let value = try await context.step(
                "write",
                in: { transaction in
                    try await transaction.execute("INSERT INTO public.effect VALUES (\(ping.number))")
                    return ping.number
                })
            stepped.add(value)
            if context.attempt == 1 { try await Task.sleep(for: .seconds(3600)) }
            ended.add(value)
        }
        let first = try TestWorker([.handler(handler)], .mortal)
        try await queue.enqueue(Ping(number: 7))
        await stepped.wait(for: 1)
        await first.kill()
        try await withWorker([.handler(handler)]) { _ in #expect(await ended.wait(for: 1) == [7]) }
        #expect(try await owner.query("SELECT number FROM public.effect").count == 1)
    }

    @Test("who enqueued a job awaits its result, its death or its cancellation, or gives up waiting")
    func outcomes() async throws {
        let queue = try TestQueue()
        let handler = PingHandler { ping, context in
            if ping.number == 2 { throw PermanentFailure("no such counter") }
            if ping.number == 3 { throw CancelMessage("nothing to do") }
            try await context.commit { transaction in
                try await context.keep(result: ["doubled": ping.number * 2], in: transaction)
            }
        }
        let ids = [
            try await queue.enqueue(Ping(number: 1)).id, try await queue.enqueue(Ping(number: 2)).id,
            try await queue.enqueue(Ping(number: 3)).id,
        ]
        let late = try await queue.enqueue(Ping(number: 4), .init(delay: .seconds(3600))).id
        try await withWorker([.handler(handler)]) { _ in
            let result: [String: Int]? = try await queue.queue.result(of: ids[0], within: .seconds(120))
            #expect(result == ["doubled": 2])
            await #expect(throws: DecodingError.self) {
                try await queue.queue.result(of: ids[0], as: [String].self, within: .zero)
            }
            #expect(try await queue.queue.outcome(of: ids[1], within: .seconds(120)) == .dead("no such counter"))
            #expect(try await queue.queue.outcome(of: ids[2], within: .seconds(120)) == .cancelled)
            let error = await #expect(throws: NoResult.self) {
                try await queue.queue.result(of: ids[1], as: Int.self, within: .zero)
            }
            #expect(error?.outcome == .dead("no such counter"))
            #expect(try await queue.queue.outcome(of: late, within: .milliseconds(50)) == nil)
            #expect(try await queue.queue.result(of: late, as: Int.self, within: .zero) == nil)
        }
    }

    @Test("who enqueued a job is told what its handler last said of how far it is, while it runs and afterwards")
    func progress() async throws {
        let queue = try TestQueue()
        let said = Seen<Int>()
        let gate = Seen<Int>()
        let handler = PingHandler { _, context in
            for part in 1...3 { try await context.report(progress: Double(part) / 10, "part \(part)") }
            said.add(1)
            await gate.wait(for: 1)
            try await context.report(progress: nil, "tidying up")
        }
        let id = try await queue.enqueue(Ping(number: 1)).id
        _ = try await queue.subscribe()
        #expect(try await queue.queue.progress(of: id) == nil)
        try await withWorker([.handler(handler)]) { _ in
            await said.wait(for: 1)
            let now = try #require(try await queue.queue.progress(of: id))
            #expect(now.fraction == 0.3 && now.note == "part 3")
            gate.add(1)
            try await eventually { try await queue.queue.outcome(of: id) == .finished(nil) }
            let last = try #require(try await queue.queue.progress(of: id))
            #expect(last.fraction == nil && last.note == "tidying up" && last.at > now.at)
        }
    }
}
