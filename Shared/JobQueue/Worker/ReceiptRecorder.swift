import Logging
import Postgres
import Synchronization

/// Writes receipts for finished messages in groups: when a claim is complete, or a few milliseconds after the first.
final class ReceiptRecorder: Sendable {
    private struct State {
        var pending: [Claim] = []
        var hasComplete = false
    }

    private static let linger = Duration.milliseconds(5)
    private let subscription: Int32
    private let store: WorkerStore
    private let logger: Logger
    private let state = Mutex(State())
    private let signal = Signal()

    init(_ subscription: Int32, store: WorkerStore, logger: Logger) {
        self.subscription = subscription
        self.store = store
        self.logger = logger
    }

    /// Notes a message as finished.
    func finish(_ delivery: Delivery) {
        let (isFirst, isComplete) = delivery.claim.end(
            [delivery.ordinal], isRecorded: false, hasUniqueKey: delivery.hasUniqueKey)
        guard isFirst || isComplete else { return }
        state.withLock { state in
            if isFirst { state.pending.append(delivery.claim) }
            state.hasComplete = state.hasComplete || isComplete
        }
        signal.set()
    }

    /// Writes receipts until the task is cancelled, and tells when some were written.
    func run(_ hasWritten: () -> Void) async {
        while !Task.isCancelled {
            await signal.wait()
            if !state.withLock({ $0.hasComplete }) {
                try? await Task.sleep(for: Self.linger)
            }
            if await flush() { hasWritten() }
        }
    }

    /// Writes what there is, and tries again until it is written; whether there was any. Leaves it to the goodbye when the task
    /// is cancelled.
    @discardableResult
    func flush() async -> Bool {
        var backoff = Backoff()
        var hasWritten = false
        while true {
            let receipts = take()
            guard !receipts.isEmpty else { return hasWritten }
            do {
                let lost = try await store.finish(receipts, of: subscription)
                hasWritten = true
                for receipt in receipts { receipt.claim.recorded(receipt.ordinals.count) }
                if !lost.isEmpty {
                    logger.warning("finished messages of lost claims", metadata: ["claims": "\(lost)"])
                }
            } catch {
                putBack(receipts)
                logger.warn("receipts not written yet", of: error)
                guard await backoff.wait() else { return hasWritten }
            }
        }
    }

    // MARK: - Private

    private func take() -> [Receipt] {
        let claims = state.withLock { state in
            defer { state = State() }
            return state.pending
        }
        return claims.compactMap { $0.takeUnrecorded() }
    }

    private func putBack(_ receipts: [Receipt]) {
        for receipt in receipts { receipt.claim.putBack(receipt) }
        state.withLock { $0.pending += receipts.map(\.claim) }
    }
}
