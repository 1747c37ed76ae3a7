import Logging
import Postgres
import Synchronization
import Tracing

/// Claims and handles the messages of one subscription.
final class SubscriptionRunner: Sendable {
    let handlers: SubscriptionHandlers
    /// The subscription's number.
    let id: Int32
    /// Set when there may be something to do.
    let signal = LookSignal()
    let buffer: WorkBuffer
    let recorder: ReceiptRecorder
    let slots: [HandlerSlot]
    /// Set when messages may have been cancelled.
    let cancellation = Signal()
    let cancelled = CancelledMessages()
    /// Whether a limit was met by the last look: then the end of a message here makes room for another.
    let isLimited = Atomic(false)
    let store: WorkerStore
    let identity: WorkerIdentity
    /// For the transactions of handlers.
    let client: PostgresClient
    let configuration: WorkerConfiguration
    /// Whether notifications reach this process.
    let listens: Bool
    let stop: StopFlag
    /// Nil where nobody wants spans: handlers then cost nothing more.
    let tracer: (any Tracer)?
    let logger: Logger
    let metrics: WorkerMetrics

    init(
        _ handlers: SubscriptionHandlers, id: Int32, store: WorkerStore,
        identity: WorkerIdentity, client: PostgresClient, configuration: WorkerConfiguration, listens: Bool,
        stop: StopFlag, tracer: (any Tracer)?, logger: Logger
    ) {
        var logger = logger
        logger[metadataKey: "subscription"] = "\(handlers.subscription)"
        self.handlers = handlers
        self.id = id
        slots = (0..<(handlers.concurrency ?? configuration.concurrency)).map { _ in HandlerSlot() }
        buffer = WorkBuffer(room: signal, readers: slots.count)
        recorder = ReceiptRecorder(id, store: store, logger: logger)
        self.store = store
        self.identity = identity
        self.client = client
        self.configuration = configuration
        self.listens = listens
        self.stop = stop
        self.tracer = tracer
        self.logger = logger
        metrics = WorkerMetrics(handlers)
    }

    /// The longest time between two looks.
    var pollInterval: Duration {
        configuration.pollInterval ?? (listens ? .seconds(1) : .milliseconds(200))
    }

    /// Works until told to stop, then until the running handlers have ended, at most for the grace period.
    func run() async {
        stop.onSet { [buffer, signal] in
            buffer.close()
            signal.set()
        }
        await withTaskGroup(of: Part.self) { group in
            group.addTask { await self.claims() }
            group.addTask { await self.record() }
            group.addTask { await self.poll() }
            group.addTask { await self.heed() }
            group.addTask { await self.endGrace() }
            for slot in slots {
                group.addTask { await self.handle(in: slot) }
            }
            var handling = slots.count
            for await part in group {
                if part == .handler { handling -= 1 }
                if part == .grace { group.cancelAll() }
                if handling == 0 { group.cancelAll() }
            }
        }
        await recorder.flush()
    }

    // MARK: - Private

    private enum Part {
        case claims, recorder, polls, cancellations, handler, grace
    }

    private func claims() async -> Part {
        var loop = ClaimLoop(self)
        await loop.run()
        return .claims
    }

    private func record() async -> Part {
        await recorder.run {
            if isLimited.load(ordering: .relaxed) { signal.set() }
        }
        return .recorder
    }

    /// Has the claim loop look from time to time, for a notification may be lost. At set times: a timer for each of its waits
    /// would be set and taken back with every small claim.
    private func poll() async -> Part {
        while !Task.isCancelled {
            try? await Task.sleep(for: pollInterval)
            signal.set()
        }
        return .polls
    }

    private func heed() async -> Part {
        await heedCancellations()
        return .cancellations
    }

    private func handle(in slot: HandlerSlot) async -> Part {
        await slot.run {
            while !slot.isCancelled, let item = await self.buffer.next() {
                await HandlerRun(self, slot).run(item)
                if self.isLimited.load(ordering: .relaxed), !slot.isCancelled { await self.makeRoom() }
            }
        }
        return .handler
    }

    /// Under a limit the end of a message is worth a receipt of its own, and a claim right after it.
    private func makeRoom() async {
        await recorder.flush()
        signal.set()
    }

    /// Ends when the grace period after the stop is over, or the group's other parts are.
    private func endGrace() async -> Part {
        let stopped = Signal()
        stop.onSet { stopped.set() }
        await stopped.wait()
        try? await Task.sleep(for: configuration.grace)
        if !Task.isCancelled {
            logger.warning("handlers still run after the grace period and are cancelled")
        }
        return .grace
    }
}
