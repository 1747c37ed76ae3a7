/// The pool's decisions, without I/O: each event changes the state and returns what to do.
struct PoolState {
    struct Waiter {
        var continuation: UnsafeContinuation<PostgresConnection, any Error>
        var timeout: Deadline?
    }

    enum Acquire {
        case use(PostgresConnection)
        case wait(connect: Bool)
        case fail(PostgresError)
    }

    enum Release {
        case none
        case hand(PostgresConnection, to: Waiter)
        case connect
        case closed([UnsafeContinuation<Void, Never>])
    }

    let size: Int
    let waiterLimit: Int
    private(set) var idle: [PostgresConnection] = []
    private(set) var leased = 0
    private(set) var connecting = 0
    private(set) var isClosed = false
    private var waiters: [UInt64: Waiter] = [:]
    /// The ids of waiters in the order in which they came; some may have given up.
    private var order: [UInt64] = []
    private var orderStart = 0
    private var nextID: UInt64 = 0
    private var closers: [UnsafeContinuation<Void, Never>] = []

    init(size: Int, waiterLimit: Int) {
        self.size = max(1, size)
        self.waiterLimit = waiterLimit
    }

    /// Connections that are lent, and callers that wait for one.
    var load: (leased: Int, waiting: Int) { (leased, waiters.count) }

    private var total: Int { idle.count + leased + connecting }

    /// A connection that is idle, if there is a choice one that is preferred; nil if the caller must wait.
    mutating func takeIdle(
        preferring isPreferred: (PostgresConnection) -> Bool = { _ in true }
    ) -> PostgresConnection? {
        guard !isClosed, !idle.isEmpty else { return nil }
        leased += 1
        return idle.remove(at: idle.lastIndex(where: isPreferred) ?? idle.count - 1)
    }

    mutating func enqueue(_ waiter: Waiter, id: UInt64) -> Acquire {
        if isClosed { return .fail(PostgresError(.closed, "the client has been closed")) }
        if let connection = takeIdle() { return .use(connection) }
        guard waiters.count < waiterLimit else {
            return .fail(PostgresError(.acquireTimeout, "\(waiterLimit) callers wait for a connection already"))
        }
        waiters[id] = waiter
        order.append(id)
        return .wait(connect: reserve())
    }

    mutating func makeID() -> UInt64 {
        defer { nextID += 1 }
        return nextID
    }

    mutating func removeWaiter(_ id: UInt64) -> Waiter? {
        waiters.removeValue(forKey: id)
    }

    /// A connection was made.
    mutating func connected(_ connection: PostgresConnection) -> Release {
        connecting -= 1
        leased += 1
        return release(connection)
    }

    /// A connection could not be made: the first waiter learns why.
    mutating func connectFailed() -> (failed: Waiter?, next: Release) {
        connecting -= 1
        let failed = popWaiter()
        return (failed, replacement())
    }

    /// A connection comes back; nil if it is broken.
    mutating func release(_ connection: PostgresConnection?) -> Release {
        guard let connection, !isClosed else {
            leased -= 1
            return replacement()
        }
        if let waiter = popWaiter() { return .hand(connection, to: waiter) }
        leased -= 1
        idle.append(connection)
        return .none
    }

    /// Closes; returns what waits and what is idle.
    mutating func close() -> (waiters: [Waiter], idle: [PostgresConnection]) {
        isClosed = true
        defer {
            waiters = [:]
            idle = []
        }
        return (Array(waiters.values), idle)
    }

    /// Registers who wants to know that all connections are back; false if they are.
    mutating func waitUntilEmpty(_ closer: UnsafeContinuation<Void, Never>) -> Bool {
        guard total > 0 else { return false }
        closers.append(closer)
        return true
    }

    // MARK: - Private

    /// Reserves the place of a connection to be made, if there is one and somebody will need it.
    private mutating func reserve() -> Bool {
        guard !isClosed, total < size, connecting < waiters.count else { return false }
        connecting += 1
        return true
    }

    private mutating func replacement() -> Release {
        if isClosed, total == 0 {
            defer { closers = [] }
            return .closed(closers)
        }
        return reserve() ? .connect : .none
    }

    private mutating func popWaiter() -> Waiter? {
        while orderStart < order.count {
            let id = order[orderStart]
            orderStart += 1
            if let waiter = waiters.removeValue(forKey: id) {
                if orderStart > 64, orderStart * 2 > order.count { dropServed() }
                return waiter
            }
        }
        dropServed()
        return nil
    }

    private mutating func dropServed() {
        order.removeFirst(orderStart)
        orderStart = 0
    }
}
