/// Whose turn it is on a connection: one statement at a time, first come, first served.
struct Turn {
    enum State {
        case free, taken
        /// In a COPY, whose body must not run statements on the same connection: it would wait for itself.
        case copying
    }

    var state = State.free
    private var waiting: [UnsafeContinuation<Void, Never>] = []

    mutating func enqueue(_ continuation: UnsafeContinuation<Void, Never>) {
        waiting.append(continuation)
    }

    /// Hands the turn to the next, or frees it.
    mutating func pass() {
        if waiting.isEmpty {
            state = .free
        } else {
            state = .taken
            waiting.removeFirst().resume()
        }
    }
}

extension PostgresConnection {
    func takeTurn() async throws {
        switch turn.state {
        case .free: turn.state = .taken
        case .taken: await withUnsafeContinuation { turn.enqueue($0) }
        case .copying:
            throw PostgresError(.misuse, "a COPY is running on this connection; statements must wait for its end")
        }
        (deadline, isOverTime) = (nil, false)
    }

    func endTurn() {
        turn.pass()
    }
}
