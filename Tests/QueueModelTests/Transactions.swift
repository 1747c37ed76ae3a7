/// The ids that PostgreSQL gives to transactions: those that write to the log, for no row has another's.
struct Transactions: Hashable {
    private(set) var next: UInt8 = 1
    private var running = Few()
    /// One more than the latest that ended.
    private var bound: UInt8 = 1

    mutating func begin() -> UInt8 {
        running.insert(next)
        next += 1
        return next - 1
    }

    mutating func end(_ id: UInt8) {
        running.remove(id)
        bound = max(bound, id + 1)
    }

    var snapshot: Snapshot { Snapshot(bound: bound, running: running.below(bound)) }
}

/// Which transactions had ended at a moment: those below a bound, but for the ones that ran.
struct Snapshot: Hashable {
    /// xmax
    let bound: UInt8
    /// xip
    let running: Few
    /// xmin: all before it had ended.
    var oldest: UInt8 { running.first ?? bound }

    /// Sees nothing.
    static let beginning = Snapshot(bound: 1, running: Few())

    func sees(_ id: UInt8) -> Bool { id < bound && !running.contains(id) }

    /// What it sees of the transactions before one.
    func before(_ id: UInt8) -> Snapshot {
        let bound = min(bound, id)
        return Snapshot(bound: bound, running: running.below(bound))
    }
}
