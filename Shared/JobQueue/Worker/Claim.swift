import Postgres
import Synchronization

/// A claim as its worker holds it: which of its messages are over, and which of these are not yet on record.
final class Claim: Sendable {
    let subscription: Int32
    let lane: Int32
    let id: Int64
    let token: Int64
    let count: Int
    /// How the payloads of its messages are stored.
    let form: PayloadForm

    private struct State {
        /// Messages that are not over yet.
        var open: Int
        /// Ordinals that are finished without a receipt yet.
        var unrecorded: [Int32] = []
        var hasUniqueKey = false
        /// Messages whose end is not on record yet.
        var unsettled: Int
        var whenOver: (@Sendable () -> Void)?
    }

    private let state: Mutex<State>
    private let held: HeldClaims

    init(subscription: Int32, lane: Int32, id: Int64, token: Int64, count: Int, form: PayloadForm, held: HeldClaims) {
        self.held = held
        self.form = form
        self.subscription = subscription
        self.lane = lane
        self.id = id
        self.token = token
        self.count = count
        state = Mutex(State(open: count, unsettled: count))
    }

    /// Whether its messages are delivered again: its lane is the subscription's own (`queue.lane_owner`).
    var isAgain: Bool { lane >> 10 == subscription }

    /// Notes that messages are over; those that are not recorded get a grouped receipt. Tells whether these are the first
    /// that wait for one, and whether the whole claim is over now.
    @discardableResult
    func end(
        _ ordinals: [Int32], isRecorded: Bool, hasUniqueKey: Bool = false
    ) -> (isFirst: Bool, isComplete: Bool) {
        let result = state.withLock { state in
            let isFirst = state.unrecorded.isEmpty && !isRecorded
            state.open -= ordinals.count
            if !isRecorded {
                state.unrecorded += ordinals
                state.hasUniqueKey = state.hasUniqueKey || hasUniqueKey
            }
            return (isFirst: isFirst, isComplete: state.open == 0)
        }
        if isRecorded { recorded(ordinals.count) }
        return result
    }

    /// From now on it is not known to be held.
    func letGo() {
        held.release(token)
    }

    /// Notes that the end of messages is on record now. Before that of the last one is, the claim must be known to be held: it
    /// would be given back.
    func recorded(_ count: Int) {
        let (isOver, body) = state.withLock { state in
            state.unsettled -= count
            return (state.unsettled == 0, state.whenOver)
        }
        guard isOver else { return }
        letGo()
        body?()
    }

    /// What to do when the end of every message is on record.
    func whenOver(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.whenOver = body }
    }

    /// What a receipt is to be written for now.
    func takeUnrecorded() -> Receipt? {
        state.withLock { state in
            guard !state.unrecorded.isEmpty else { return nil }
            defer {
                state.unrecorded = []
                state.hasUniqueKey = false
            }
            return Receipt(claim: self, ordinals: state.unrecorded, hasUniqueKey: state.hasUniqueKey)
        }
    }

    /// Takes back a receipt that could not be written.
    func putBack(_ receipt: Receipt) {
        state.withLock { state in
            state.unrecorded += receipt.ordinals
            state.hasUniqueKey = state.hasUniqueKey || receipt.hasUniqueKey
        }
    }

    /// Finishes messages inside the transaction that has their effects, as its last statement.
    func finish(_ ordinals: [Int32], hasUniqueKey: Bool, in transaction: Transaction) async throws {
        _ = try await transaction.query(
            """
            SELECT queue.finish(\(subscription), \(lane), \(id), \(token), \(ordinals.multirange), \(hasUniqueKey))
            """)
    }
}

extension [Int32] {
    /// As the text of an `int4multirange`.
    var multirange: String {
        var text = "{"
        var start: Int32?
        let sorted = self.sorted()
        for (index, ordinal) in sorted.enumerated() {
            if start == nil { start = ordinal }
            let next = index + 1 < sorted.count ? sorted[index + 1] : nil
            if next != ordinal + 1, let first = start {
                text += (text.utf8.count > 1 ? "," : "") + "[\(first),\(ordinal)]"
                start = nil
            }
        }
        return text + "}"
    }
}
