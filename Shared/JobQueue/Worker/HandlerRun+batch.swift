import Logging
import Postgres

/// Messages that are finished in the transaction of their effects.
extension HandlerRun {
    /// Handles messages in one transaction, and one by one if that fails. One that is cancelled meanwhile ends with the others,
    /// unless its turn by itself is still to come.
    func batch(
        _ deliveries: [Delivery], _ handler: HandlerRegistration, _ body: @escaping HandlerRegistration.BatchBody
    ) async {
        var open: [Delivery] = []
        var cancelled: [Delivery] = []
        for delivery in deliveries {
            if runner.cancelled.contains(delivery.id), await runner.isCancelled(delivery.id) {
                cancelled.append(delivery)
            } else if isTriable(delivery, handler) {
                open.append(delivery)
            } else {
                await giveUp(delivery)
            }
        }
        await discard(cancelled)
        guard !open.isEmpty, let error = await together(open, handler, body) else { return }
        guard !isUnrelated(error) else { return warnOfLoss(error) }
        runner.logger.warning("a batch is handled one by one", metadata: ["error": "\(error)"])
        await oneByOne(open, handler, after: error)
    }

    /// Handles one message in a transaction; whether it is over then.
    func alone(
        _ delivery: Delivery, _ handler: HandlerRegistration, _ body: @escaping HandlerRegistration.BatchBody
    ) async -> Bool {
        do {
            try await transaction([delivery], handler, body)
            return true
        } catch {
            return await failed(delivery, handler, error)
        }
    }

    // MARK: - Private

    /// Handles messages in one transaction; what came in between.
    private func together(
        _ deliveries: [Delivery], _ handler: HandlerRegistration, _ body: @escaping HandlerRegistration.BatchBody
    ) async -> (any Error)? {
        guard let tracer = runner.tracer else { return await error(of: deliveries, handler, body) }
        var run = self
        let span = HandlingSpan(deliveries, of: runner.handlers.subscription, by: tracer)
        run.span = span
        return await span.run { await run.error(of: deliveries, handler, body) }
    }

    private func error(
        of deliveries: [Delivery], _ handler: HandlerRegistration, _ body: @escaping HandlerRegistration.BatchBody
    ) async -> (any Error)? {
        do {
            try await transaction(deliveries, handler, body)
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

    /// The handler's effects and its messages' receipt in one transaction.
    private func transaction(
        _ deliveries: [Delivery], _ handler: HandlerRegistration, _ body: @escaping HandlerRegistration.BatchBody
    ) async throws {
        let start = ContinuousClock.now
        let claim = deliveries[0].claim
        let ordinals = deliveries.map(\.ordinal)
        let headers = span?.headers ?? MessageHeaders(commonTo: deliveries.lazy.map(\.headers))
        try await HandlerTimeout.cancelling(after: timeout(of: handler)) {
            try await LeaseLost.translating {
                try await runner.client.withTransaction { transaction in
                    try await MessageHeaders.$current.withValue(headers) { try await body(deliveries, transaction) }
                    try await claim.finish(
                        ordinals, hasUniqueKey: deliveries.contains { $0.hasUniqueKey }, in: transaction)
                }
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
                runner.logger.warn("the end of a batch is not known yet", of: error)
            }
        } while await backoff.wait()
        return nil
    }
}
