import Foundation
import JobQueue
import Models
import Postgres
import TestKit
import Testing

@Suite("Operating the queue", .database(JobQueue.migrator), .timeLimit(.minutes(5)))
struct OperationsTests {
    @Test("a paused subscription is given nothing, and goes on where it was")
    func pause() async throws {
        let queue = try TestQueue()
        let seen = Seen<Int>()
        try await withWorker([.handler(PingHandler { ping, _ in seen.add(ping.number) })]) { _ in
            try await queue.enqueue(Ping(number: 1))
            await seen.wait(for: 1)
            #expect(try await queue.queue.pause(.test) == 1)
            #expect(try await queue.queue.pause(.test, subscriber: "nobody") == 0)
            try await queue.enqueue(Ping(number: 2))
            // Another queue's messages pass meanwhile: the worker had its chance.
            try await eventually { try await queue.jobs("waiting") == 1 }
            let (subscription, worker) = try await queue.subscribe()
            #expect(
                try await queue.client.query("SELECT * FROM queue.claim_next(\(subscription), \(worker), 1, 10)")
                    .isEmpty)
            #expect(try await queue.queue.resume(.test) == 1)
            #expect(await seen.wait(for: 2) == [1, 2])
        }
    }

    @Test("a message is cancelled where it waits or is delayed, its unique key is free again, and nobody handles it")
    func cancelPending() async throws {
        let queue = try TestQueue()
        let waiting = try await queue.enqueue(Ping(number: 1), .init(unique: .key("waiting"))).id
        let delayed = try await queue.enqueue(Ping(number: 2), .init(delay: .seconds(3600), unique: .key("delayed"))).id
        try await queue.enqueue(Ping(number: 3))
        _ = try await queue.subscribe()
        #expect(try await queue.queue.cancel(waiting).map(\.was) == ["waiting"])
        #expect(try await queue.queue.cancel(delayed).map(\.was) == ["delayed"])
        #expect(try await queue.queue.cancel(MessageID(rawValue: .max)).isEmpty)
        let seen = Seen<Int>()
        try await withWorker([.handler(PingHandler { ping, _ in seen.add(ping.number) })]) { _ in
            #expect(await seen.wait(for: 1) == [3])
            try await eventually { try await queue.jobs("cancelled") == 1 }
        }
        #expect(seen.values == [3])
        #expect(try await queue.int("SELECT count(*) FROM queue.unique_key") == 0)
        #expect(try await queue.queue.cancel(waiting).isEmpty, "it is over")
    }

    @Test("an event that is delayed is cancelled for one of its subscribers, and for all, as one says")
    func cancelDelayedEvent() async throws {
        let queue = try TestQueue()
        for subscriber in ["one", "two"] {
            _ = try await queue.client.query(
                "SELECT queue.subscribe('test.events', \(subscriber), '-infinity', \([Raised.kind]))")
        }
        let never = try await queue.enqueue(Raised(number: 1), .init(delay: .seconds(3600))).id
        #expect(try await queue.queue.cancel(never).map(\.subscriber) == ["one", "two"])
        #expect(try await queue.int("SELECT count(*) FROM queue.delayed") == 0)
        #expect(try await queue.int("SELECT count(*) FROM queue.cancellation") == 0)

        let soon = try await queue.enqueue(Raised(number: 2), .init(delay: .milliseconds(1))).id
        #expect(try await queue.queue.cancel(soon, subscriber: "one").map(\.was) == ["delayed"])
        let (one, two) = (Seen<Int>(), Seen<Int>())
        let handler = { (seen: Seen<Int>) in
            HandlerRegistration.batch(of: [.kind(Raised.self) { $0.payload.number }]) { numbers, _ in
                for number in numbers { seen.add(number) }
            }
        }
        try await withWorker([handler(one)], of: .testEvents, subscriber: "one") { _ in
            try await withWorker([handler(two)], of: .testEvents, subscriber: "two") { _ in
                await two.wait(for: 1)
                try await queue.enqueue(Raised(number: 3))
                await one.wait(for: 1)
                await two.wait(for: 2)
            }
        }
        #expect(one.values == [3])
        #expect(two.values == [2, 3])
    }

    @Test(
        "a running handler is cancelled, also where the notification is lost, and its message does not come again",
        arguments: [true, false])
    func cancelRunning(listens: Bool) async throws {
        let queue = try TestQueue()
        let started = Seen<Int>()
        let ended = Seen<String>()
        let handler = PingHandler { ping, _ in
            started.add(ping.number)
            guard ping.number == 1 else { return }
            do {
                try await Task.sleep(for: .seconds(3600))
            } catch {
                ended.add("\(type(of: error))")
                throw error
            }
        }
        try await withWorker([.handler(handler)], listens: listens) { _ in
            let id = try await queue.enqueue(Ping(number: 1)).id
            await started.wait(for: 1)
            #expect(try await queue.queue.cancel(id).map(\.was) == ["running"])
            await ended.wait(for: 1)
            try await eventually { try await queue.jobs("cancelled") == 1 }
            try await queue.enqueue(Ping(number: 2))
            await started.wait(for: 2)
        }
        #expect(started.values == [1, 2])
        #expect(try await queue.int("SELECT count(*) FROM queue.delayed") == 0)
    }

    @Test("a subscription that is taken back sees what was enqueued since once more; another one sees nothing of it")
    func rewind() async throws {
        let queue = try TestQueue()
        let first = Seen<Int>()
        let handler = { (seen: Seen<Int>) in
            HandlerRegistration.batch(of: [.kind(Raised.self) { $0.payload.number }]) { numbers, _ in
                for number in numbers { seen.add(number) }
            }
        }
        let other = Seen<Int>()
        try await withWorker([handler(other)], of: .testEvents, subscriber: "other") { _ in
            try await withWorker([handler(first)], of: .testEvents) { _ in
                try await queue.enqueue(Raised(number: 1))
                await first.wait(for: 1)
                let time: Date = try await queue.client.query("SELECT clock_timestamp()")[0].decode()
                try await queue.enqueue(contentsOf: (2...50).map { Raised(number: $0) })
                await first.wait(for: 50)
                #expect(try await queue.queue.rewind(.testEvents, subscriber: "tests", to: time) == 49)
                await first.wait(for: 99)
                #expect(try await queue.queue.rewind(.testEvents, subscriber: "tests", to: .distantPast) == 50)
                await first.wait(for: 149)
                try await queue.enqueue(Raised(number: 51))
                await first.wait(for: 150)
            }
            await other.wait(for: 51)
        }
        #expect(first.values.sorted() == (Array(1...50) + Array(2...50) + Array(1...51)).sorted())
        #expect(other.values.sorted() == Array(1...51))
        let error = await #expect(throws: PostgresError.self) {
            try await queue.queue.rewind(.testEvents, subscriber: "nobody", to: .now)
        }
        #expect(error?.sqlState?.rawValue == "22023")
    }
}
