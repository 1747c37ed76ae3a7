import Synchronization

/// What producers, faults and the watch tell each other.
final class Tally: Sendable {
    enum Event: String, CaseIterable, Sendable {
        case committed
        case rolledBack = "rolled back"
        case savepointsRolledBack = "savepoints rolled back"
        case prepared
        case failed = "failed of a fault"
    }

    private struct State {
        var events: [Event: Int] = [:]
        var faults: [Fault.Kind: Int] = [:]
        var confirmed: [Int64] = []
        var problems: [String] = []
        var isOver = false
        var backlog = 0
    }

    private let state = Mutex(State())
    /// Producers wait while more messages than this are not over.
    private let crowd: Int

    init(crowd: Int) { self.crowd = crowd }

    func count(_ event: Event) { state.withLock { $0.events[event, default: 0] += 1 } }
    func count(_ fault: Fault.Kind) { state.withLock { $0.faults[fault, default: 0] += 1 } }
    /// The server said that the transaction with these messages was committed.
    func confirm(_ numbers: [Int64]) { state.withLock { $0.confirmed += numbers } }
    func add(problem: String) { state.withLock { $0.problems.append(problem) } }
    func set(backlog: Int) { state.withLock { $0.backlog = backlog } }
    /// Tells producers to stop.
    func end() { state.withLock { $0.isOver = true } }

    var isOver: Bool { state.withLock { $0.isOver } }
    var isCrowded: Bool { state.withLock { $0.backlog > crowd } }
    var events: [Event: Int] { state.withLock { $0.events } }
    var faults: [Fault.Kind: Int] { state.withLock { $0.faults } }
    var confirmed: [Int64] { state.withLock { $0.confirmed } }
    /// What no fault explains.
    var problems: [String] { state.withLock { $0.problems } }
}
