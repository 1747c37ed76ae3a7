/// The segments of the log, and when one may go: queue.settle and queue.rotate. All messages are past their retention.
extension QueueModel {
    func keepLog(_ branches: inout Branches) {
        guard width != nil else { return }
        note(&branches)
        extend(&branches)
        rotate(&branches)
    }

    /// Whether a claim is the note up to where all is over, or may still become it.
    func isNote(_ index: Int, _ state: QueueState) -> Bool {
        let claim = state.claims[index]
        let isPassed = state.claims[(index + 1)...].contains { $0.lane == claim.lane && $0.isSettled }
        return width != nil && !(claim.isSettled && isPassed)
    }

    // MARK: - Private

    /// Up to the first claim of a lane that has something open. Rewinds are claims of nothing.
    private func note(_ branches: inout Branches) {
        var claims = branches.state.claims
        for lane in QueueState.Lane.allCases {
            for index in claims.indices where claims[index].lane == lane && claims[index].isCommitted {
                guard claims[index].open.isEmpty || flaw == .noSettling else { break }
                claims[index].isSettled = true
            }
        }
        guard claims != branches.state.claims else { return }
        branches.add(.housekeeper, .notes) { state in
            state.claims = claims
            tidy(&state)
        }
    }

    /// Where transactions were quicker, what they write meanwhile is in no segment.
    private func extend(_ branches: inout Branches) {
        let state = branches.state
        guard let width, state.mishaps.rotations > 0, let newest = state.segments.last,
            newest.first <= state.transactions.snapshot.bound
        else { return }
        let first = max(newest.before, state.transactions.next)
        branches.add(.housekeeper, .extends, Int(first)) { state in
            state.mishaps.rotations -= 1
            state.segments.append(.init(first: first, before: first + width))
        }
    }

    /// What is found to be over stays so until the log is free: nobody may take the subscription back meanwhile.
    private func rotate(_ branches: inout Branches) {
        let state = branches.state
        guard state.mishaps.drops > 0 else { return }
        if let segment = state.leaving {
            if !isLogInUse(state) { drop(segment, &branches) }
            return
        }
        for segment in state.segments where !segment.isDropped && isOver(segment, state) {
            if flaw == .rewindMeanwhile {
                branches.add(.housekeeper, .seesOver, Int(segment.first)) { $0.leaving = segment }
            } else if flaw == .notAskedWhoWrites || !isLogInUse(state) {
                drop(segment, &branches)
            }
        }
    }

    private func drop(_ segment: QueueState.Segment, _ branches: inout Branches) {
        branches.add(.housekeeper, .drops, Int(segment.first)) { state in
            state.mishaps.drops -= 1
            state.leaving = nil
            for lane in state.log.indices { state.log[lane].removeAll { segment.contains($0.transaction) } }
            for index in state.segments.indices where state.segments[index] == segment {
                state.segments[index].isDropped = true
            }
        }
    }

    /// Whether somebody has read or written the log in a transaction that is open.
    private func isLogInUse(_ state: QueueState) -> Bool {
        state.rewind != nil || state.producers.contains { $0.open != nil } || isPartitionLocked(state)
    }

    /// queue.is_over
    private func isOver(_ segment: QueueState.Segment, _ state: QueueState) -> Bool {
        let ended = state.transactions.snapshot.oldest
        guard segment.before <= (flaw == .notAskedWhoWrites ? state.transactions.next : ended) else { return false }
        return QueueState.Lane.allCases.allSatisfy { lane in
            let written = state.log[lane.rawValue].map(\.transaction).filter(segment.contains)
            guard let last = written.last, flaw != .settledByOneLane || lane == .queue else { return true }
            return settledBelow(lane, state).map { last < $0 } ?? false
        }
    }

    /// The transaction below which everything in a lane is over: claimed by the last claim that is settled, and not taken back
    /// since.
    private func settledBelow(_ lane: QueueState.Lane, _ state: QueueState) -> UInt8? {
        let claims = state.claims.filter { $0.lane == lane && $0.isCommitted }
        guard let index = claims.lastIndex(where: \.isSettled) else { return nil }
        let last = claims[index]
        guard flaw != .settledByPosition else { return last.to.transaction }
        let rewinds = flaw == .settledBeforeRewind ? [] : claims[(index + 1)...].filter { $0.count == 0 }
        return rewinds.map(\.current.oldest).reduce(min(last.to.transaction, last.current.oldest), min)
    }
}
