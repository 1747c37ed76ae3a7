import Logging
import Metrics

/// Does the chores that any process may do: promotes what is due, fires schedules, rescues, notes and removes what is over.
/// A chore that fails does not keep the others from being done.
struct Housekeeper {
    private static let promotions = 1000
    private static let removals = 5000
    private let runners: [SubscriptionRunner]
    private let store: WorkerStore
    private let heartbeat: Duration
    private let logger: Logger
    private var nextDue: Duration?
    private var lastTimes: [Chore: ContinuousClock.Instant] = [:]
    private var metrics = BacklogMetrics()
    private let rescued = Counter(label: "queue_messages_rescued_total")

    init(_ runners: [SubscriptionRunner], store: WorkerStore, heartbeat: Duration, logger: Logger) {
        self.runners = runners
        self.store = store
        self.heartbeat = heartbeat
        self.logger = logger
    }

    /// Works until the task is cancelled. Due messages are looked for every half second and when the next is known to be.
    mutating func run() async {
        while !Task.isCancelled {
            await promote()
            for chore in Chore.allCases where isTime(for: chore) {
                lastTimes[chore] = .now
                await see(to: chore)
            }
            let pause = min(.milliseconds(500), max(nextDue ?? .seconds(1), .milliseconds(1)))
            try? await Task.sleep(for: pause)
        }
    }

    // MARK: - Private

    private func isTime(for chore: Chore) -> Bool {
        lastTimes[chore].map { ContinuousClock.now - $0 >= chore.interval(heartbeat: heartbeat) } ?? true
    }

    private mutating func see(to chore: Chore) async {
        switch chore {
        case .fireCron: await fireCron()
        case .fireBatches: await fireBatches()
        case .rescue: await rescue()
        case .unpark: await unpark()
        case .settle: await attempt("settle") { try await store.settle() }
        case .rotate: await rotate()
        case .returnUnknown: await returnUnknown()
        // What is much goes step by step, for the other chores do not wait.
        case .trim: if await trim() { lastTimes[.trim] = nil }
        case .sweep: await sweep()
        case .measure: await measure()
        }
    }

    private mutating func promote() async {
        nextDue = nil
        while let (moved, next) = await attempt("promote", { try await store.promote(atMost: Self.promotions) }) {
            nextDue = next
            if moved > 0 { wake() }
            guard moved >= Self.promotions else { return }
        }
    }

    private func fireCron() async {
        if await attempt("fire cron", { try await store.fireCron() }) ?? 0 > 0 { wake() }
    }

    private func fireBatches() async {
        if await attempt("fire batches", { try await store.fireBatches() }) ?? 0 > 0 { wake() }
    }

    private func rescue() async {
        let messages = await attempt("rescue") { try await store.rescue() } ?? 0
        guard messages > 0 else { return }
        rescued.increment(by: messages)
        logger.warning("messages of dead workers are delivered again", metadata: ["messages": "\(messages)"])
        wake()
    }

    private func unpark() async {
        guard await attempt("look for what is parked", { try await store.hasParked() }) ?? false else { return }
        for runner in runners {
            let moved = await attempt("unpark") {
                try await store.unpark(runner.id, runner.handlers, atMost: Self.promotions)
            }
            if moved ?? 0 > 0 { runner.signal.set() }
        }
    }

    private func returnUnknown() async {
        guard let worker = runners.first?.identity.current else { return }
        let messages = await attempt("return unknown claims") { try await store.returnUnknown(worker) } ?? 0
        if messages > 0 {
            logger.warning("messages whose claim was lost are delivered again", metadata: ["messages": "\(messages)"])
        }
    }

    private mutating func measure() async {
        if let backlogs = await attempt("measure", { try await store.backlogs() }) { metrics.record(backlogs) }
    }

    private func rotate() async {
        guard let dropped = await attempt("rotate", { try await store.rotate() }), dropped > 0 else { return }
        logger.info("segments of the log are over and dropped", metadata: ["segments": "\(dropped)"])
    }

    /// Removes a step of what is over; whether there may be more.
    private func trim() async -> Bool {
        guard let (messages, claims) = await attempt("trim", { try await store.trim(atMost: Self.removals) }) else {
            return false
        }
        return max(messages, claims) >= Self.removals
    }

    private func sweep() async {
        await attempt("sweep") { try await store.sweep(atMost: Self.removals) }
    }

    private func wake() {
        for runner in runners { runner.signal.set() }
    }

    @discardableResult
    private func attempt<T>(_ chore: String, _ body: () async throws -> T) async -> T? {
        do {
            return try await body()
        } catch {
            logger.warn("a chore failed", of: error, metadata: ["chore": "\(chore)"])
            return nil
        }
    }
}
