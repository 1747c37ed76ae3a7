/// Taking the subscription back: queue.rewind.
extension QueueModel {
    func operate(_ branches: inout Branches) {
        let state = branches.state
        if let rewind = state.rewind { return branches.add(.operator, .commitsRewind) { commit(rewind, &$0) } }
        guard state.mishaps.rewinds > 0, !isLocked(.queue, state) else { return }
        // Messages are written in any order: to each transaction there is a time before which all others are.
        for first in Set(state.log[QueueState.Lane.queue.rawValue].map(\.transaction)).sorted() {
            guard let cursor = cursor(before: first, state) else { continue }
            branches.add(.operator, .rewinds, Int(first)) { state in
                state.mishaps.rewinds -= 1
                state.rewind = .init(claim: state.claims.count, first: first)
                state.claims.append(
                    .init(
                        number: 0, lane: .queue, owner: nil, previous: cursor, current: cursor, from: .init(),
                        to: .init(),
                        count: 0, isExhausted: true))
            }
        }
    }

    // MARK: - Private

    private func cursor(before first: UInt8, _ state: QueueState) -> Snapshot? {
        let claimed = last(.queue, state).map(claimed) ?? .beginning
        switch flaw {
        case .rewindPassesOver: return Snapshot(bound: first, running: Few())
        case .rewindKeepsWindow: return claimed
        default: return first <= claimed.bound ? claimed.before(first) : nil
        }
    }

    /// The transactions of which everything is claimed: before its position those the window has, others from before it.
    private func claimed(_ claim: QueueState.Claim) -> Snapshot {
        guard !claim.isExhausted else { return claim.current }
        let position = claim.to.transaction
        let bound = max(claim.previous.bound, position)
        let running = claim.current.running.below(position).union(claim.previous.running.from(position))
        return Snapshot(bound: bound, running: running.below(bound))
    }

    private func commit(_ rewind: QueueState.Rewind, _ state: inout QueueState) {
        let before = last(.queue, state)
        let back = state.claims[rewind.claim].current
        state.claims[rewind.claim].isCommitted = true
        state.rewind = nil
        let rows = state.log[QueueState.Lane.queue.rawValue]
        state.account.rewind(
            owed: rows.filter { $0.transaction >= rewind.first }.map(\.message),
            allowed: rows.filter { row in
                !back.sees(row.transaction) && before.map { wasClaimed(row, $0) } ?? false
            }.map(\.message))
        tidy(&state)
    }

    private func wasClaimed(_ place: QueueState.Place, _ last: QueueState.Claim) -> Bool {
        last.previous.sees(place.transaction)
            || last.current.sees(place.transaction) && (last.isExhausted || place <= last.to)
    }
}
