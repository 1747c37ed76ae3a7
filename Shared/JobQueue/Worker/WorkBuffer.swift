import Synchronization

/// Claimed messages that wait for a handler task. Bounded by the claim loop, which claims when there is room; besides it only a
/// handler task that passes a chain on puts something back.
final class WorkBuffer: Sendable {
    private struct State {
        var items: [WorkItem] = []
        var first = 0
        var messageCount = 0
        var takenCount = 0
        /// For how long at least one reader was at work, up to the last time that all waited; and since when one is again, nil
        /// while all wait.
        var busyTime = Duration.zero
        var busySince: ContinuousClock.Instant?
        var waiters: [CheckedContinuation<WorkItem?, Never>] = []
        var isClosed = false
        /// The claim loop waits until fewer messages than this are left.
        var wantedBelow: Int?
    }

    private let state = Mutex(State())
    private let room: LookSignal
    private let readers: Int

    /// Makes a buffer for so many handler tasks that sets the signal when the claim loop waits for room and there is some.
    init(room: LookSignal, readers: Int) {
        self.room = room
        self.readers = readers
    }

    /// Whether fewer messages than that are waiting; if not, the signal will say when.
    func hasFewer(than limit: Int) -> Bool {
        state.withLock { state in
            state.wantedBelow = state.messageCount < limit ? nil : limit
            return state.messageCount < limit
        }
    }

    /// Whether anything waits for a handler task.
    var hasItems: Bool { state.withLock { $0.first < $0.items.count } }

    /// How many messages handler tasks have taken up so far, and for how long any of these had something to do.
    var progress: (taken: Int, busy: Duration) {
        state.withLock { state in
            (state.takenCount, state.busyTime + (state.busySince.map { .now - $0 } ?? .zero))
        }
    }

    /// Adds items; a closed buffer drops them.
    func add(_ items: [WorkItem]) {
        let served = state.withLock { state -> [(CheckedContinuation<WorkItem?, Never>, WorkItem)] in
            guard !state.isClosed, !items.isEmpty else { return [] }
            state.busySince = state.busySince ?? .now
            let direct = zip(state.waiters, items).map { ($0, $1) }
            state.waiters.removeFirst(direct.count)
            state.takenCount += direct.reduce(0) { $0 + $1.1.messageCount }
            let rest = items.dropFirst(direct.count)
            state.items += rest
            state.messageCount += rest.reduce(0) { $0 + $1.messageCount }
            return direct
        }
        for (waiter, item) in served { waiter.resume(returning: item) }
    }

    /// The next item; nil once the buffer is closed.
    func next() async -> WorkItem? {
        if let item = take() { return item }
        return await withCheckedContinuation { continuation in
            let (item, mustWait) = state.withLock { state -> (WorkItem?, Bool) in
                if let item = Self.pop(&state) { return (item, false) }
                guard !state.isClosed else { return (nil, false) }
                state.waiters.append(continuation)
                if state.waiters.count == readers, let since = state.busySince {
                    state.busyTime += .now - since
                    state.busySince = nil
                }
                return (nil, true)
            }
            if !mustWait { continuation.resume(returning: item) }
        }
    }

    /// Drops what waits.
    func clear() {
        state.withLock { Self.clear(&$0) }
        room.set()
    }

    /// Drops what waits, and ends the readers.
    func close() {
        let waiters = state.withLock { state in
            Self.clear(&state)
            state.isClosed = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: nil) }
    }

    // MARK: - Private

    private func take() -> WorkItem? {
        let (item, hasRoom) = state.withLock { state in
            let item = Self.pop(&state)
            guard let limit = state.wantedBelow, state.messageCount < limit else { return (item, false) }
            state.wantedBelow = nil
            return (item, true)
        }
        if hasRoom { room.set() }
        return item
    }

    private static func pop(_ state: inout State) -> WorkItem? {
        guard state.first < state.items.count else { return nil }
        let item = state.items[state.first]
        state.first += 1
        state.messageCount -= item.messageCount
        state.takenCount += item.messageCount
        if state.first == state.items.count {
            state.items.removeAll(keepingCapacity: true)
            state.first = 0
        }
        return item
    }

    private static func clear(_ state: inout State) {
        state.items = []
        state.first = 0
        state.messageCount = 0
    }
}
