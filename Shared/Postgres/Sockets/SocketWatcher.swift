import CLibPQ
import Glibc
import Synchronization

/// Waits for sockets to become ready: one thread with `epoll` for the whole process.
///
/// A query costs two thread switches: this thread wakes, and the task's own thread. (With a Dispatch source it would be
/// three: its manager thread, the target queue's thread and the task's.)
final class SocketWatcher: Sendable {
    enum Outcome {
        case ready, timedOut, interrupted
    }

    struct Interest: OptionSet {
        let rawValue: UInt32
        static let read = Interest(rawValue: EPOLLIN.rawValue)
        static let write = Interest(rawValue: EPOLLOUT.rawValue)
    }

    /// Names a wait before it begins, so that it can be interrupted at any time.
    struct Token: Sendable, Hashable {
        fileprivate let id: UInt64
    }

    fileprivate struct Wait {
        var continuation: UnsafeContinuation<Outcome, Never>
        var deadline: ContinuousClock.Instant?
    }

    fileprivate struct State {
        var waits: [UInt64: Wait] = [:]
        /// Tokens whose wait has not begun, and whether it was interrupted already.
        var prepared: [UInt64: Bool] = [:]
        var nextID: UInt64 = 1
        /// When the thread looks for expired waits next; it may be earlier than needed.
        var nextCheck: ContinuousClock.Instant?
    }

    static let shared = SocketWatcher()

    private let epoll: Int32
    private let wakeUp: Int32
    private let state = Mutex(State())

    private init() {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        wakeUp = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        precondition(epoll >= 0 && wakeUp >= 0, "no file descriptor left for epoll")
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: 0))
        epoll_ctl(epoll, EPOLL_CTL_ADD, wakeUp, &event)
        BackgroundThread.start("bangban-sockets") { [self] in loop() }
    }

    /// Suspends until the socket is ready or the deadline has passed. A socket that cannot be watched counts as ready:
    /// libpq then reports what is wrong with it. The caller must own the open descriptor: a wait on a number that now is
    /// somebody else's would take that one's wake-up away.
    nonisolated(nonsending) func wait(
        _ socket: Int32, _ interest: Interest, until deadline: ContinuousClock.Instant? = nil, token: Token? = nil
    ) async -> Outcome {
        await withUnsafeContinuation { continuation in
            let wait = Wait(continuation: continuation, deadline: deadline)
            guard let (id, isEarlier) = state.withLock({ $0.add(wait, token) }) else {
                return continuation.resume(returning: .interrupted)
            }
            if !arm(socket, interest, id) {
                finish(id, .ready)
            } else if isEarlier {
                eventfd_write(wakeUp, 1)
            }
        }
    }

    /// A name for the next wait.
    func prepare() -> Token {
        state.withLock { state in
            let id = state.makeID()
            state.prepared[id] = false
            return Token(id: id)
        }
    }

    /// Ends the wait of this name at once, also if it has not begun yet.
    func interrupt(_ token: Token) {
        let isPrepared = state.withLock { state in
            guard state.prepared[token.id] != nil else { return false }
            state.prepared[token.id] = true
            return true
        }
        if !isPrepared { finish(token.id, .interrupted) }
    }

    /// Forgets a name whose wait will not begin.
    func discard(_ token: Token) {
        state.withLock { $0.prepared[token.id] = nil }
    }

    // MARK: - Private

    /// One-shot: the descriptor stays registered and silent until it is armed again; closing it removes it.
    private func arm(_ socket: Int32, _ interest: Interest, _ id: UInt64) -> Bool {
        var event = epoll_event(events: interest.rawValue | EPOLLONESHOT.rawValue, data: epoll_data_t(u64: id))
        if epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event) == 0 { return true }
        return errno == ENOENT && epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event) == 0
    }

    private func finish(_ id: UInt64, _ outcome: Outcome) {
        let wait = state.withLock { $0.waits.removeValue(forKey: id) }
        wait?.continuation.resume(returning: outcome)
    }

    private func loop() -> Never {
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        var timeout: Int32 = -1
        while true {
            let count = epoll_wait(epoll, &events, Int32(events.count), timeout)
            for event in events.prefix(Int(max(0, count))) {
                let id = event.data.u64
                if id == 0 {
                    var ignored: eventfd_t = 0
                    eventfd_read(wakeUp, &ignored)
                } else {
                    finish(id, .ready)
                }
            }
            timeout = expire()
        }
    }

    /// Ends the waits whose time is over; returns the milliseconds until the next one, -1 for never.
    private func expire() -> Int32 {
        let (expired, next) = state.withLock { ($0.takeExpired(), $0.nextCheck) }
        for wait in expired { wait.continuation.resume(returning: .timedOut) }
        guard let next else { return -1 }
        return Int32(clamping: max(0, ContinuousClock.now.duration(to: next).milliseconds + 1))
    }
}

extension SocketWatcher.State {
    fileprivate mutating func makeID() -> UInt64 {
        defer { nextID += 1 }
        return nextID
    }

    /// Stores a wait, and says if the thread must look earlier than it had planned; nil if the wait was interrupted.
    fileprivate mutating func add(
        _ wait: SocketWatcher.Wait, _ token: SocketWatcher.Token?
    ) -> (id: UInt64, isEarlier: Bool)? {
        if let token, prepared.removeValue(forKey: token.id) != false { return nil }
        let id = token?.id ?? makeID()
        waits[id] = wait
        guard let deadline = wait.deadline, nextCheck.map({ deadline < $0 }) ?? true else { return (id, false) }
        nextCheck = deadline
        return (id, true)
    }

    fileprivate mutating func takeExpired() -> [SocketWatcher.Wait] {
        guard let check = nextCheck, check <= .now else { return [] }
        let now = ContinuousClock.now
        let expired = waits.filter { $0.value.deadline.map { $0 <= now } ?? false }
        for id in expired.keys { waits[id] = nil }
        nextCheck = waits.values.compactMap(\.deadline).min()
        return Array(expired.values)
    }
}
