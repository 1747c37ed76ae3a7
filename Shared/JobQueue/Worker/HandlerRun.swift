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
    /// when the task is cancelled.
    func end(_ deliveries: [Delivery], _ ending: Ending) async {
        guard let claim = deliveries.first?.claim else { return }
        let ordinals = deliveries.map(\.ordinal)
        var backoff = Backoff()
        repeat {
            do {
                try await runner.store.end(ordinals, of: claim, ending)
                claim.end(ordinals, isRecorded: true)
                return runner.metrics.ended(deliveries, ending.name)
            } catch let error as PostgresError where error.sqlState == .leaseLost || error.sqlState == .alreadyOver {
                // Another worker has them, or the handler's commit succeeded although its answer was lost.
                claim.end(ordinals, isRecorded: true)
                return
            } catch {
                runner.logger.warning("an ending is not on record yet", metadata: ["error": "\(error)"])
            }
        } while await backoff.wait()
    }

    // MARK: - Private

    private func attempt(_ delivery: Delivery, _ handler: HandlerRegistration) async -> Bool {
        switch handler.work {
        case .single(let body): await single(delivery, handler, body)
        case .batch(_, let body): await alone(delivery, handler, body)
        }
    }

    private func single(
        _ delivery: Delivery, _ handler: HandlerRegistration,
        _ body: @Sendable (Delivery, MessageContext) async throws -> Void
    ) async -> Bool {
        let context = MessageContext(
            delivery, maxAttempts: handler.maxAttempts(of: delivery), client: runner.client,
            logger: runner.logger)
        let start = ContinuousClock.now
        do {
            slot?.begin(delivery.id)
            defer { slot?.end() }
            if span == nil {
                try await MessageHeaders.$current.withValue(delivery.headers) { try await body(delivery, context) }
            } else {
                try await body(delivery, context)
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

    private func batch(
        _ deliveries: [Delivery], _ handler: HandlerRegistration,
        _ body: @Sendable ([Delivery], Transaction) async throws -> Void
    ) async {
        var open: [Delivery] = []
        for delivery in deliveries {
            if isTriable(delivery, handler) { open.append(delivery) } else { await giveUp(delivery) }
        }
        guard !open.isEmpty else { return }
        guard let error = await together(open, body), !isOver(error) else { return }
        runner.logger.warning("a batch is handled one by one", metadata: ["error": "\(error)"])
        await oneByOne(open, handler, after: error)
    }

    /// Handles messages in one transaction; what came in between.
    private func together(
        _ deliveries: [Delivery], _ body: @Sendable ([Delivery], Transaction) async throws -> Void
    ) async -> (any Error)? {
        guard let tracer = runner.tracer else { return await error(of: deliveries, body) }
        var run = self
        let span = HandlingSpan(deliveries, of: runner.handlers.subscription, by: tracer)
        run.span = span
        return await span.run { await run.error(of: deliveries, body) }
    }

    private func error(
        of deliveries: [Delivery], _ body: @Sendable ([Delivery], Transaction) async throws -> Void
    ) async -> (any Error)? {
        do {
            try await transaction(deliveries, body)
            return nil
        } catch {
            span?.failed(error)
            return error
        }
    }

    private func oneByOne(
        _ deliveries: [Delivery], _ handler: HandlerRegistration, after error: any Error
    ) async {
        guard let rest = await notOver(deliveries, after: error) else { return }
        for delivery in rest {
            guard !Task.isCancelled else { return }
            _ = await handle(delivery, handler)
        }
    }

    private func alone(
        _ delivery: Delivery, _ handler: HandlerRegistration,
        _ body: @Sendable ([Delivery], Transaction) async throws -> Void
    ) async -> Bool {
        do {
            try await transaction([delivery], body)
            return true
        } catch {
            return await failed(delivery, handler, error)
        }
    }

    /// The handler's effects and its messages' receipt in one transaction.
    private func transaction(
        _ deliveries: [Delivery], _ body: @Sendable ([Delivery], Transaction) async throws -> Void
    ) async throws {
        let start = ContinuousClock.now
        let claim = deliveries[0].claim
        let ordinals = deliveries.map(\.ordinal)
        let headers = span?.headers ?? MessageHeaders(commonTo: deliveries.lazy.map(\.headers))
        try await LeaseLost.translating {
            try await runner.client.withTransaction { transaction in
                try await MessageHeaders.$current.withValue(headers) { try await body(deliveries, transaction) }
                try await claim.finish(
                    ordinals, hasUniqueKey: deliveries.contains { $0.hasUniqueKey }, in: transaction)
            }
        }
        claim.end(ordinals, isRecorded: true)
        span?.ended("finished")
        for delivery in deliveries { runner.metrics.finished(delivery, since: start) }
    }

    /// After a lost connection nobody knows whether the batch was committed: asks the database. Nil when it cannot be told.
    private func notOver(_ deliveries: [Delivery], after error: any Error) async -> [Delivery]? {
        guard (error as? PostgresError)?.isConnectionLoss == true else { return deliveries }
        var backoff = Backoff()
        repeat {
            do {
                let open = try await runner.store.open(deliveries.map(\.ordinal), of: deliveries[0].claim)
                return deliveries.filter { open.contains($0.ordinal) }
            } catch let error as PostgresError where error.sqlState == .leaseLost {
                return nil
            } catch {
                runner.logger.warning("the end of a batch is not known yet", metadata: ["error": "\(error)"])
            }
        } while await backoff.wait()
        return nil
    }

    /// Ends a message that failed, unless the error says nothing about it; whether it is over then.
    private func failed(_ delivery: Delivery, _ handler: HandlerRegistration, _ error: any Error) async -> Bool {
        guard !isOver(error) else {
            span?.ended("lost")
            return false
        }
        let ending = Ending(error, attempt: delivery.attempt, policy: handler.policy(for: delivery))
        delivery.logger(runner.logger).notice("message \(ending.name)", metadata: ["error": "\(error)"])
        span?.ended(ending, error)
        if !ending.isFinal { chain?.hold() }
        await end([delivery], ending)
        return ending.isFinal
    }

    /// Whether an error says nothing about the message: the lease was lost, or the worker is told to end at once.
    private func isOver(_ error: any Error) -> Bool {
        if error is LeaseLost {
            runner.logger.warning("a lease was lost; another worker has the message")
            return true
        }
        return Task.isCancelled
    }

    /// Whether a message was delivered too often already, without its handler's failing: its workers died.
    private func isTriable(_ delivery: Delivery, _ handler: HandlerRegistration) -> Bool {
        delivery.attempt <= handler.maxAttempts(of: delivery)
    }

    private func giveUp(_ delivery: Delivery) async {
        await end([delivery], .dead(error: "delivered \(delivery.attempt - 1) times, the last to a worker that died"))
    }
}
