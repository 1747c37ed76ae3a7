import Logging
import Postgres
import Synchronization

/// Keeps the buffer of a subscription filled, one claim ahead of the handlers.
struct ClaimLoop {
    let runner: SubscriptionRunner
    private var size: ClaimSize
    private var backoff = Backoff()
    /// What came of asking while the last claim was being sorted.
    private var asked: WorkerStore.ClaimAnswer?
    /// Of which priority all is said to be that has come since a look that found nothing.
    private var hint: Priority?

    init(_ runner: SubscriptionRunner) {
        self.runner = runner
        size = ClaimSize(
            least: max(runner.slots.count, runner.handlers.smallestBatch), most: runner.configuration.batch)
    }

    mutating func run() async {
        while !runner.stop.isSet, !Task.isCancelled {
            guard asked != nil || runner.buffer.hasFewer(than: size.current) else {
                _ = await runner.signal.wait()
                hint = nil
                continue
            }
            let worker = runner.identity.current
            do {
                switch try await answer(worker) {
                case .limited(let time):
                    runner.isLimited.store(true, ordering: .relaxed)
                    // What ended before that was known has made no room yet.
                    guard await !runner.recorder.flush() else { continue }
                    _ = await runner.signal.wait(atMost: time)
                case .nothing:
                    hint = await runner.signal.wait()
                case .claimed(let rows):
                    try await take(rows, worker)
                }
            } catch let error as PostgresError where error.sqlState == .workerDead {
                await renew(worker)
            } catch {
                // The goodbye gives back what a claim that the stop cut short may have got.
                runner.logger.warn("claiming failed", of: error)
                _ = await backoff.wait()
            }
        }
    }

    // MARK: - Private

    private mutating func answer(_ worker: Int32) async throws -> WorkerStore.ClaimAnswer {
        if let asked {
            self.asked = nil
            return asked
        }
        defer { hint = nil }
        let answer = try await runner.store.claim(
            subscription: runner.id, worker: worker, atMost: size.current, hint: hint)
        backoff.reset()
        return answer
    }

    /// Sorts a claim. When it is full and the handlers have nothing left, asks for the next meanwhile: neither they nor the
    /// server wait for each other then.
    private mutating func take(_ rows: ClaimedRows, _ worker: Int32) async throws {
        let isFull = rows.count == size.current
        if isFull { runner.isLimited.store(false, ordering: .relaxed) }
        size.claimed(rows.count, runner.buffer.progress)
        guard isFull, !runner.buffer.hasItems else { return await sort(try rows.deliveries()) }
        let (runner, limit) = (runner, size.current)
        async let next = runner.store.claim(subscription: runner.id, worker: worker, atMost: limit)
        let deliveries = Result { try rows.deliveries() }
        if case .success(let deliveries) = deliveries { await sort(deliveries) }
        // Also when these cannot be read: a claim that is held and forgotten would never be given back.
        asked = try await next
        _ = try deliveries.get()
    }

    /// Sorts a claim's messages: unknown ones are parked, the others wait for a handler task, those of a key together.
    private func sort(_ deliveries: [Delivery]) async {
        runner.metrics.claimed(deliveries.count)
        var items: [WorkItem] = []
        items.reserveCapacity(deliveries.count)
        var unknown: [Delivery] = []
        var links: [KeyChain.Link] = []
        var batches: [String: (handler: HandlerRegistration, deliveries: [Delivery])] = [:]
        for delivery in deliveries {
            let handler = runner.handlers.handlers[delivery.kind]
            let isKnown = handler?.handles(delivery) ?? false
            guard delivery.orderingKey == nil else {
                links.append((delivery, isKnown ? handler : nil))
                continue
            }
            guard isKnown, let handler else {
                unknown.append(delivery)
                continue
            }
            switch handler.work {
            case .single: items.append(.single(delivery, handler))
            case .batch: batches[handler.name, default: (handler, [])].deliveries.append(delivery)
            }
        }
        for (handler, deliveries) in batches.values {
            guard case .batch(let limit, _) = handler.work else { continue }
            for start in stride(from: 0, to: deliveries.count, by: limit) {
                items.append(.batch(Array(deliveries[start..<min(start + limit, deliveries.count)]), handler))
            }
        }
        if !links.isEmpty {
            // Nobody can claim what follows in the partition before.
            deliveries[0].claim.whenOver { [signal = runner.signal] in signal.set() }
            items += await self.items(of: links)
        }
        runner.buffer.add(items)
        if !unknown.isEmpty { await park(unknown) }
    }

    private func park(_ deliveries: [Delivery]) async {
        let kinds = Set(deliveries.map { "\($0.kind) v\($0.version)" }).sorted()
        runner.logger.notice("messages wait for a worker that knows them", metadata: ["kinds": "\(kinds)"])
        await HandlerRun(runner).end(deliveries, .parked)
    }

    /// Goes on under a new number; what waits in the buffer belongs to others now.
    private func renew(_ dead: Int32) async {
        runner.logger.warning("this worker was taken for dead and begins anew")
        runner.buffer.clear()
        do {
            let name = QueueWorker.processName
            let fresh = try await runner.store.hello(
                name, listens: runner.listens, lease: runner.configuration.lease)
            guard runner.identity.replace(dead, with: fresh) else {
                _ = try await runner.store.goodbye(fresh)
                return
            }
            runner.store.held.releaseAll(of: dead)
        } catch {
            runner.logger.warn("the worker could not begin anew yet", of: error)
        }
    }
}
