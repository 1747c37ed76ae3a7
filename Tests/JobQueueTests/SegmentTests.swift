import Foundation
import JobQueue
import Logging
import Models
import Postgres
import TestKit
import Testing

/// In a cluster of their own, for transaction ids are all databases'.
@Suite("Segments of the log", .serialized, .timeLimit(.minutes(5)))
struct SegmentTests {
    @Test("a segment of which everything is over is dropped, also while an old transaction holds the cleanup horizon")
    func horizon() async throws {
        try await SegmentedLog.within { log in
            try await log.handle(3)
            let first = try await log.newest()
            let holder = log.another()
            try await holder.withTransaction(TransactionOptions(isolation: .repeatableRead)) { old in
                _ = try await old.query("SELECT count(*) FROM pg_class")
                try await log.passSegment()
                try await eventually("the drop") {
                    try await log.handle(1)
                    _ = try await log.owner.query("SELECT queue.settle()")
                    return try await log.rotate() == 1
                }
                #expect(try await log.exists(first) == false)
                #expect(try await log.int("SELECT count(*) FROM queue.segment") == 2)
            }
            // Whoever looks for what is gone is told that it is over, and work goes on.
            #expect(try await log.int("SELECT count(*) FROM queue.job WHERE state NOT IN ('finished', 'over')") == 0)
            try await log.handle(2)
        }
    }

    @Test("a segment stays while a message in it is running, or is still to come for one of the subscribers")
    func unfinished() async throws {
        try await SegmentedLog.within { log in
            _ = try await log.owner.query("SELECT queue.subscribe('test.events', 'slow', '-infinity', '{test.raised}')")
            _ = try await log.owner.query("SELECT queue.enqueue('test.raised', '{}', 'test.events')")
            try await log.handle(3)
            try await log.enqueue(Ping(number: 0))
            let first = try await log.newest()
            let running = try await log.claim()
            try await log.passSegment()
            for _ in 1...3 {
                try await log.handle(1)
                _ = try await log.owner.query("SELECT queue.settle()")
                #expect(try await log.rotate() == 0)
            }
            try await log.finish(running)
            _ = try await log.owner.query("SELECT queue.settle()")
            #expect(try await log.rotate() == 0, "the slow one has had nothing of it")
            #expect(try await log.exists(first))
        }
    }

    @Test(
        "what is appended where there is no segment yet is handled, in order with the rest, and the next begins after it"
    )
    func beyond() async throws {
        try await SegmentedLog.within { log in
            try await log.enqueue(Ping(number: 1))
            try await log.burn()
            try await log.enqueue(Ping(number: 2))
            #expect(try await log.int("SELECT count(*) FROM queue.log_rest") == 1)
            _ = try await log.rotate()
            try await log.enqueue(Ping(number: 3))
            #expect(try await log.int("SELECT count(*) FROM queue.log_rest") == 2)
            try await log.burn(25_000)
            try await log.enqueue(Ping(number: 4))
            #expect(try await log.int("SELECT count(*) FROM queue.log_rest") == 2)
            let claimed = try await log.claim()
            #expect(claimed.numbers == [1, 2, 3, 4])
        }
    }

    @Test("a segment that somebody reads is left for another time, and nobody waits for it")
    func reader() async throws {
        try await SegmentedLog.within { log in
            try await log.handle(3)
            let first = try await log.newest()
            try await log.passSegment()
            let reader = log.another()
            try await reader.withTransaction { open in
                _ = try await open.query("SELECT count(*) FROM queue.log")
                for _ in 1...3 {
                    try await log.handle(1)
                    _ = try await log.owner.query("SELECT queue.settle()")
                    #expect(try await log.rotate() == 0)
                }
            }
            #expect(try await log.exists(first))
            try await eventually("the drop") {
                try await log.handle(1)
                _ = try await log.owner.query("SELECT queue.settle()")
                return try await log.rotate() == 1
            }
            #expect(try await log.exists(first) == false)
        }
    }

    @Test("a session that first claims while a segment is made looks into it like any other")
    func plannedMeanwhile() async throws {
        try await SegmentedLog.within { log in
            try await log.enqueue(Ping(number: 1))
            let session = log.another(sessions: 1)
            let first = try await log.owner.withTransaction { making in
                _ = try await making.query("SELECT queue.rotate()")
                let first = Task { try await log.claim(by: session) }
                try await eventually("the claim that waits") {
                    try await log.int("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") == 1
                }
                return first
            }
            #expect(try await first.value.numbers == [1])
            try await log.burn()
            try await log.enqueue(Ping(number: 2))
            let newest = try await log.newest()
            #expect(try await log.int("SELECT count(*) FROM \(unescaped: newest)") == 1)
            #expect(try await log.claim(by: session).numbers == [2])
            await session.close()
        }
    }

    @Test("a segment is made while transaction ids rush ahead, and nobody who appends fails")
    func rush() async throws {
        try await SegmentedLog.within { log in
            for _ in 1...8 {
                _ = try await log.owner.query("SELECT queue.begin_segments()")
                try await log.burn()
                try await log.rush {
                    try await eventually("the next segment") {
                        _ = try await log.rotate()
                        return try await log.int("SELECT count(*) FROM queue.segment") == 2
                    }
                }
            }
        }
    }

    @Test("the next segment is as wide as transactions were frequent")
    func width() async throws {
        try await SegmentedLog.within { log in
            try await log.owner.execute("UPDATE queue.queue SET retention = '4 days'")
            for _ in 1...2 { try await log.passSegment() }
            // Thousands of transactions in a moment, for a day.
            let widest = try await log.int("SELECT max(before - first) FROM queue.segment")
            #expect(widest > 1_000_000)
        }
    }
}

/// A log with a segment of its own, whose messages need not be kept, and a worker that speaks SQL.
private struct SegmentedLog {
    let owner: PostgresClient
    private let configuration: PostgresConfiguration
    private let subscription: Int32
    private let worker: Int32
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func within(_ body: (SegmentedLog) async throws -> Void) async throws {
        let cluster = PrivateCluster("segments")
        let server = try await cluster.start()
        let administration = PostgresClient(server, logger: logger)
        try await administration.execute("DROP DATABASE IF EXISTS segments WITH (FORCE)")
        try await administration.execute("CREATE DATABASE segments")
        await administration.close()
        let log = try await SegmentedLog(
            try PostgresConfiguration(url: server.url(user: nil, database: "segments")), in: cluster)
        try await body(log)
        await log.owner.close()
        try await cluster.stop()
    }

    private init(_ configuration: PostgresConfiguration, in cluster: PrivateCluster) async throws {
        self.configuration = configuration
        owner = PostgresClient(configuration, logger: Self.logger)
        try await cluster.furnish(owner, JobQueue.migrator)
        (subscription, worker) = try await owner.query(
            "SELECT id, queue.hello('test', false, '1 hour') FROM queue.subscribe('test', 'tests', '-infinity', '{}')"
        )[0].decode(Int32.self, Int32.self)
        try await owner.execute("UPDATE queue.queue SET retention = '0'")
        _ = try await owner.query("SELECT queue.begin_segments()")
    }

    /// Connections of somebody else, or so many.
    func another(sessions: Int? = nil) -> PostgresClient {
        var configuration = configuration
        if let sessions { configuration.poolSize = sessions }
        return PostgresClient(configuration, logger: Self.logger)
    }

    func enqueue(_ message: Ping) async throws {
        try await owner.withTransaction { try await JobQueue(owner).enqueue(message, in: $0) }
    }

    func int(_ sql: SQL) async throws -> Int { try await owner.query(sql)[0].decode() }

    func rotate() async throws -> Int { try await int("SELECT queue.rotate()") }

    /// The name of the newest segment.
    func newest() async throws -> String {
        try await owner.query("SELECT 'queue.log_' || max(first) FROM queue.segment")[0].decode()
    }

    func exists(_ segment: String) async throws -> Bool {
        try await owner.query("SELECT to_regclass(\(segment)) IS NOT NULL")[0].decode()
    }

    /// Lets a segment's worth of transaction ids pass, with the next segment made in time.
    func passSegment() async throws {
        #expect(try await rotate() == 0)
        try await burn()
    }

    /// Uses up transaction ids: those of subtransactions count as well.
    func burn(_ count: Int = 30_000) async throws {
        try await owner.execute("CREATE TABLE IF NOT EXISTS public.burnt ()")
        try await owner.execute(
            """
            DO $$ BEGIN
                FOR i IN 1..\(unescaped: "\(count)") LOOP
                    BEGIN
                        INSERT INTO public.burnt DEFAULT VALUES;
                        RAISE EXCEPTION 'one more';
                    EXCEPTION WHEN raise_exception THEN
                        NULL;
                    END;
                END LOOP;
            END $$
            """)
    }

    /// Runs the body while messages are appended and some tens of thousands of transaction ids a second used up, more than there
    /// are commits on fast disks. One who appends takes his time: he keeps whoever makes a segment waiting, and the others
    /// behind.
    func rush(_ body: () async throws -> Void) async throws {
        let client = another()
        try await withThrowingTaskGroup { group in
            for pause in [0, 0, 0.05] {
                group.addTask {
                    while !Task.isCancelled {
                        try await client.withTransaction {
                            try await JobQueue(client).enqueue(Ping(number: 1), in: $0)
                            _ = try await $0.query("SELECT pg_sleep(\(pause))")
                        }
                    }
                }
            }
            group.addTask {
                while !Task.isCancelled {
                    try await burn(500)
                    _ = try await client.query("SELECT pg_sleep(0.01)")
                }
            }
            try await body()
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
        await client.close()
    }

    func handle(_ count: Int) async throws {
        for number in 1...count { try await enqueue(Ping(number: number)) }
        try await finish(try await claim())
    }

    func claim(by client: PostgresClient? = nil) async throws -> TestClaim {
        try await TestQueue(client ?? owner).take(subscription, worker)
    }

    func finish(_ claim: TestClaim) async throws { try await TestQueue(owner).finish(claim) }
}
