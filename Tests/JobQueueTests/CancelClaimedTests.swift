import JobQueue
import Models
import Postgres
import Synchronization
import TestKit
import Testing

/// Each of these also where the notification is lost: then a heartbeat tells.
@Suite("Cancelling what a worker has", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct CancelClaimedTests {
    @Test("the handler of a message that has not begun is not called", arguments: [true, false])
    func single(listens: Bool) async throws {
        let queue = try TestQueue()
        let ids = try await queue.enqueue(3)
        let begun = Seen<Int>()
        try await withWorker([.handler(PingHandler.staying(begun))], concurrency: 1, listens: listens) { _ in
            try await queue.cancel(ids[1], thenRunning: ids[0], of: 2)
            await begun.wait(for: 2)
            try await eventually { try await queue.jobs("finished") == 1 }
        }
        #expect(begun.values == [1, 3])
        #expect(try await queue.jobs("cancelled") == 2)
        #expect(try await queue.int("SELECT count(*) FROM queue.delayed") == 0)
    }

    @Test("nor is it in the order of a key, where those behind it go on", arguments: [true, false])
    func chain(listens: Bool) async throws {
        let queue = try TestQueue()
        let ids = try await queue.enqueue(4, EnqueueOptions(orderingKey: "key"))
        let begun = Seen<Int>()
        try await withWorker([.handler(PingHandler.staying(begun))], listens: listens) { _ in
            try await queue.cancel(ids[2], thenRunning: ids[0], of: 4)
            await begun.wait(for: 3)
            try await eventually { try await queue.jobs("finished") == 2 }
        }
        #expect(begun.values == [1, 2, 4])
        #expect(try await queue.jobs("cancelled") == 2)
        #expect(try await queue.int("SELECT count(*) FROM queue.held") == 0)
    }

    @Test("it is left out of a batch that has not begun", arguments: [true, false])
    func batchToCome(listens: Bool) async throws {
        let queue = try TestQueue()
        let running = try await queue.enqueue(Pong(caseID: "1")).id
        try await queue.enqueue(Pong(caseID: "2"))
        let ids = try await queue.enqueue(2)
        let gate = Seen<Int>()
        let batches = Seen<[Int]>()
        let handlers: [HandlerRegistration] = [
            .handler(PongHandler.staying(gate)),
            .batch(PingBatchHandler { batch, _ in batches.add(batch.map(\.payload.number)) }),
        ]
        try await withWorker(handlers, concurrency: 2, listens: listens) { _ in
            try await queue.cancel(ids[0], thenRunning: running, of: 4)
            await batches.wait(for: 1)
            gate.add(1)
            try await eventually { try await queue.jobs("finished") == 2 }
        }
        #expect(batches.values == [[2]])
        #expect(try await queue.jobs("cancelled") == 2)
    }

    @Test("it is finished with a batch that has begun", arguments: [true, false])
    func runningBatch(listens: Bool) async throws {
        let queue = try TestQueue()
        let running = try await queue.enqueue(Pong(caseID: "1")).id
        let ids = try await queue.enqueue(2)
        let begun = Seen<[Int]>()
        let gate = Seen<Int>()
        let ended = Seen<String>()
        let handlers: [HandlerRegistration] = [
            .handler(
                PongHandler { pong, _ in
                    defer { ended.add(pong.caseID) }
                    try await Task.sleep(for: .seconds(3600))
                }),
            .batch(
                PingBatchHandler { batch, _ in
                    begun.add(batch.map(\.payload.number))
                    await gate.wait(for: 1)
                }),
        ]
        try await withWorker(handlers, concurrency: 3, listens: listens) { _ in
            await begun.wait(for: 1)
            try await queue.cancel(ids[0], thenRunning: running, of: 3)
            await ended.wait(for: 1)
            gate.add(1)
            try await eventually { try await queue.jobs("finished") == 2 }
        }
        #expect(begun.values == [[1, 2]])
        #expect(try await queue.jobs("cancelled") == 1)
    }

    @Test("one that was given up and is taken up again is not taken for cancelled any more")
    func takenUpAgain() async throws {
        let queue = try TestQueue()
        let dead = try await queue.enqueue(Ping(number: 1)).id
        let running = try await queue.enqueue(Pong(caseID: "1")).id
        let isBroken = Atomic(true)
        let (seen, ended) = (Seen<Int>(), Seen<String>())
        let handlers: [HandlerRegistration] = [
            .handler(
                PingHandler { ping, _ in
                    if isBroken.load(ordering: .relaxed) { throw PermanentFailure("no such case") }
                    seen.add(ping.number)
                }),
            .handler(
                PongHandler { pong, _ in
                    defer { ended.add(pong.caseID) }
                    try await Task.sleep(for: .seconds(3600))
                }),
        ]
        try await withWorker(handlers) { _ in
            try await eventually { try await queue.jobs("dead") == 1 }
            try await eventually { try await queue.jobs("running") == 1 }
            // As if it had been cancelled while it ran.
            try await TestDatabase.current.client().execute(
                "INSERT INTO queue.cancellation SELECT s.id, \(dead) FROM queue.subscription s")
            try await queue.queue.cancel(running)
            await ended.wait(for: 1)
            isBroken.store(false, ordering: .relaxed)
            #expect(try await queue.int("SELECT queue.retry_dead(\(dead))") == 1)
            #expect(await seen.wait(for: 1) == [1])
        }
    }
}

extension PingHandler {
    /// Tells what it has begun, and stays at the first until that is cancelled.
    fileprivate static func staying(_ begun: Seen<Int>) -> PingHandler {
        PingHandler { ping, _ in
            begun.add(ping.number)
            if ping.number == 1 { try await Task.sleep(for: .seconds(3600)) }
        }
    }
}

extension PongHandler {
    /// Stays at the first until that is cancelled, and at others until the gate is open.
    fileprivate static func staying(_ gate: Seen<Int>) -> PongHandler {
        PongHandler { pong, _ in
            if pong.caseID == "1" { try await Task.sleep(for: .seconds(3600)) } else { await gate.wait(for: 1) }
        }
    }
}

extension TestQueue {
    /// Enqueues pings from 1 on; their ids.
    fileprivate func enqueue(_ count: Int, _ options: EnqueueOptions = .init()) async throws -> [MessageID] {
        var ids: [MessageID] = []
        for number in 1...count { ids.append(try await enqueue(Ping(number: number), options).id) }
        return ids
    }

    /// When so many are claimed at least, cancels one of them, and then one that runs: when its handler is cancelled, the worker knows
    /// of the other.
    fileprivate func cancel(_ claimed: MessageID, thenRunning running: MessageID, of count: Int) async throws {
        try await eventually { try await jobs("running") >= count }
        #expect(try await queue.cancel(claimed).map(\.was) == ["running"])
        #expect(try await queue.cancel(running).map(\.was) == ["running"])
    }
}
