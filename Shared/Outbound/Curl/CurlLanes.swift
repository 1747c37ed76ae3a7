import Synchronization

/// A bounded pool of engines, each lent to one transfer at a time; whoever finds none free waits in order.
final class CurlLanes: Sendable {
    private struct State {
        var idle: [CurlEngine] = []
        var made = 0
        var waiters: [(number: Int, continuation: CheckedContinuation<CurlEngine?, Never>)] = []
        var nextNumber = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = max(limit, 1) }

    /// Lends a lane to `body`; throws `CancellationError` when the task is cancelled while it waits for one.
    func withLane<T>(_ body: (CurlEngine) async throws -> T) async throws -> T {
        let engine = try await take()
        defer { giveBack(engine) }
        return try await body(engine)
    }

    // MARK: - Private

    private func take() async throws -> CurlEngine {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        let engine = await withTaskCancellationHandler {
            await withCheckedContinuation { wait(number, $0) }
        } onCancel: {
            giveUp(number)
        }
        guard let engine else { throw CancellationError() }
        return engine
    }

    private func wait(_ number: Int, _ continuation: CheckedContinuation<CurlEngine?, Never>) {
        let free: CurlEngine?? = state.withLock { state in
            if Task.isCancelled { return .some(nil) }
            if let engine = state.idle.popLast() { return engine }
            if state.made < limit {
                state.made += 1
                return CurlEngine()
            }
            state.waiters.append((number, continuation))
            return .none
        }
        if let free { continuation.resume(returning: free) }
    }

    private func giveUp(_ number: Int) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(returning: nil)
    }

    private func giveBack(_ engine: CurlEngine) {
        let waiter = state.withLock { state -> CheckedContinuation<CurlEngine?, Never>? in
            if state.waiters.isEmpty {
                state.idle.append(engine)
                return nil
            }
            return state.waiters.removeFirst().continuation
        }
        waiter?.resume(returning: engine)
    }
}
