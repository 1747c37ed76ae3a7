import Logging

extension HandlerRun {
    /// Handles messages of one ordering key, each when the one before it is over, for a few milliseconds if something else waits
    /// for a turn. If one is to be delivered again, those behind it are put behind it in the database as well, in this order.
    func run(_ chain: KeyChain) async {
        var run = self
        run.chain = chain
        let turn = ContinuousClock.now + Self.turn
        while let (delivery, handler) = chain.next() {
            let isOver: Bool
            if let handler {
                guard await mayBegin(delivery, of: chain) else { return }
                isOver = await run.handle(delivery, handler)
            } else {
                chain.hold()
                await end([delivery], .parked)
                isOver = false
            }
            // A message that was cancelled took the slot's task with it.
            let isCut = slot?.isCancelled ?? false
            // What nobody ended goes to others with the claim.
            guard isCut || !Task.isCancelled else { return }
            guard isOver else { return await Task { await end(chain.stop(), .held) }.value }
            if isCut || ContinuousClock.now > turn && runner.buffer.hasItems {
                return runner.buffer.add([.chain(chain, messageCount: 1)])
            }
        }
    }

    // MARK: - Private

    /// How long a key keeps a handler task while others wait, so that it is not passed on for each quick message.
    private static let turn = Duration.milliseconds(2)

    /// Whether the key's rate, to which a cancelled one does not count, allows a message now; if not, it and those behind it are
    /// put off.
    private func mayBegin(_ delivery: Delivery, of chain: KeyChain) async -> Bool {
        guard chain.isRated, !runner.cancelled.contains(delivery.id) else { return true }
        var backoff = Backoff()
        repeat {
            do {
                guard let time = try await runner.store.begin(chain.key, of: runner.id) else { return true }
                let rest = chain.stop()
                await end([delivery], .snoozed(time))
                await end(rest, .held)
                return false
            } catch {
                runner.logger.warn("the rate of a key is not known yet", of: error)
            }
        } while await backoff.wait()
        return false
    }
}
