import Logging
import Postgres

/// Handles what a handler task took up, and sees to it that every message gets its end on record.
struct HandlerRun {
    let runner: SubscriptionRunner
    let slot: HandlerSlot?
    /// What is held up while the message is to be delivered again.
    var chain: KeyChain?
    /// Where spans are asked for.
    var span: HandlingSpan?

    init(_ runner: SubscriptionRunner, _ slot: HandlerSlot? = nil) {
        self.runner = runner
        self.slot = slot
    }

    func run(_ item: WorkItem) async {
        switch item {
        case .single(let delivery, let handler):
            _ = await handle(delivery, handler)
        case .batch(let deliveries, let handler):
            guard case .batch(_, let body) = handler.work else { return }
            await batch(deliveries, handler, body)
        case .chain(let chain, _):
            await run(chain)
        }
    }

    /// Handles one message, in a transaction of its own where that is the handler's way; whether it is over then.
    func handle(_ delivery: Delivery, _ handler: HandlerRegistration) async -> Bool {
        if runner.cancelled.contains(delivery.id), await runner.isCancelled(delivery.id) {
            await discard([delivery])
            return true
        }
        guard isTriable(delivery, handler) else {
            await giveUp(delivery)
            return true
        }
        guard let tracer = runner.tracer else { return await attempt(delivery, handler) }
        var run = self
        let span = HandlingSpan([delivery], of: runner.handlers.subscription, by: tracer)
        run.span = span
        return await span.run { await run.attempt(delivery, handler) }
    }

    /// Ends messages otherwise than finished, and tries again until it is on record. Left to the goodbye, or the rescue,
    /// when the task is cancelled. Those behind them with the same ordering key are held up, unless they step aside.
    func end(_ deliveries: [Delivery], _ ending: Ending, aside: Bool = false) async {
        guard let claim = deliveries.first?.claim else { return }
        let ordinals = deliveries.map(\.ordinal)
        var backoff = Backoff()
        repeat {
            do {
                try await runner.store.end(ordinals, of: claim, ending, aside: aside)
                claim.end(ordinals, isRecorded: true)
                return runner.metrics.ended(deliveries, ending.name)
            } catch let error as PostgresError where error.sqlState == .leaseLost || error.sqlState == .alreadyOver {
                // Another worker has them, or the handler's commit succeeded although its answer was lost.
                claim.end(ordinals, isRecorded: true)
                return
            } catch {
                runner.logger.warn("an ending is not on record yet", of: error)
            }
        } while await backoff.wait()
    }

    /// Ends a message that failed, unless the error says nothing about it; whether it is over then, for those behind it.
    func failed(_ delivery: Delivery, _ handler: HandlerRegistration, _ error: any Error) async -> Bool {
        guard !isUnrelated(error) else {
            warnOfLoss(error)
            span?.ended("lost")
            return false
        }
        let ending = Ending(error, attempt: delivery.attempt, policy: handler.policy(for: delivery))
        delivery.logger(runner.logger).log(
            level: error is PayloadKeyMissing ? .warning : .notice, "message \(ending.name)",
            metadata: ["error": "\(error)"])
        span?.ended(ending, error)
        let isAside = runner.handlers.order == .skippingFailed
        let isOver = ending.isFinal || isAside
        if !isOver { chain?.hold() }
        await end([delivery], ending, aside: isAside)
        return isOver
    }

    /// Whether an error says nothing about the message: the lease was lost, or the worker is told to end at once.
    func isUnrelated(_ error: any Error) -> Bool { error is LeaseLost || Task.isCancelled }

    /// Tells of a lost lease.
    func warnOfLoss(_ error: any Error) {
        if error is LeaseLost { runner.logger.warning("a lease was lost; another worker has the message") }
    }

    /// How long a message or a batch may take.
    func timeout(of handler: HandlerRegistration) -> Duration? {
        handler.timeout ?? runner.configuration.handlerTimeout
    }

    /// Whether a message may be tried: not when it was delivered as often as allowed without its handler's failing, because its
    /// workers died.
    func isTriable(_ delivery: Delivery, _ handler: HandlerRegistration) -> Bool {
        delivery.attempt <= handler.maxAttempts(of: delivery)
    }

    func giveUp(_ delivery: Delivery) async {
        await end([delivery], .dead(error: "delivered \(delivery.attempt - 1) times, the last to a worker that died"))
    }

    /// Ends messages that were cancelled before they began: their handler is not called.
    func discard(_ deliveries: [Delivery]) async {
        for delivery in deliveries { delivery.logger(runner.logger).notice("message cancelled") }
        await end(deliveries, .cancelled(note: "cancelled before it began"))
    }

    // MARK: - Private

    private func attempt(_ delivery: Delivery, _ handler: HandlerRegistration) async -> Bool {
        switch handler.work {
        case .single(let body): await single(delivery, handler, body)
        case .batch(_, let body): await alone(delivery, handler, body)
        }
    }

    private func single(
        _ delivery: Delivery, _ handler: HandlerRegistration, _ body: @escaping HandlerRegistration.Body
    ) async -> Bool {
        let context = MessageContext(
            delivery, maxAttempts: handler.maxAttempts(of: delivery), client: runner.client,
            logger: runner.logger)
        let start = ContinuousClock.now
        do {
            slot?.begin(delivery.id)
            defer { slot?.end() }
            try await HandlerTimeout.cancelling(after: timeout(of: handler)) {
                if span == nil {
                    try await MessageHeaders.$current.withValue(delivery.headers) { try await body(delivery, context) }
                } else {
                    try await body(delivery, context)
                }
            }
            finished(delivery, context, since: start)
        } catch  where context.isCommitted {
            context.logger.error("failed after its commit, which stands", metadata: ["error": "\(error)"])
            finished(delivery, context, since: start)
        } catch  where slot?.isCancelled ?? false {
            context.logger.notice("message cancelled")
            span?.ended("cancelled")
            // In a task of its own: the slot's has been cancelled.
            await Task { await end([delivery], .cancelled(note: "cancelled while it ran")) }.value
        } catch {
            return await failed(delivery, handler, error)
        }
        return true
    }

    private func finished(_ delivery: Delivery, _ context: MessageContext, since start: ContinuousClock.Instant) {
        span?.ended("finished")
        runner.metrics.finished(delivery, since: start)
        if context.isCommitted {
            delivery.claim.end([delivery.ordinal], isRecorded: true)
        } else {
            runner.recorder.finish(delivery)
        }
    }
}
