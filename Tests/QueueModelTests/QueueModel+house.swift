/// What any process does at any time: rescue, give back, and move what is due.
extension QueueModel {
    func keepHouse(_ branches: inout Branches) {
        if let rescue = branches.state.rescue {
            branches.add(.housekeeper, .commitsRescue) { commit(rescue, &$0) }
        } else {
            for identity in branches.state.known.elements { take(identity, &branches) }
        }
        if let move = branches.state.move {
            branches.add(.housekeeper, .commitsMove) { commit(move, &$0) }
        } else if isOrdered, flaw != .noHolding {
            release(&branches)
        } else if !branches.state.delayed.isEmpty {
            branches.add(.housekeeper, .moves) { state in
                state.move = .init(messages: state.delayed, key: nil, transaction: state.transactions.begin())
                state.delayed = []
            }
        }
    }

    /// Drops claims that say nothing any more.
    func tidy(_ state: inout QueueState) {
        for index in state.claims.indices.reversed() {
            let claim = state.claims[index]
            let isLast = !state.claims[(index + 1)...].contains { $0.lane == claim.lane && $0.isCommitted }
            let isHeld = state.workers.contains { $0.claim == index }
            if claim.isCommitted, claim.open.isEmpty, !isLast, !isHeld, !isNote(index, state) { remove(index, &state) }
        }
    }

    func remove(_ index: Int, _ state: inout QueueState) {
        state.claims.remove(at: index)
        for worker in state.workers.indices {
            if let claim = state.workers[worker].claim, claim > index { state.workers[worker].claim = claim - 1 }
        }
        if let rewind = state.rewind, rewind.claim > index {
            state.rewind = .init(claim: rewind.claim - 1, first: rewind.first)
        }
        if let rescue = state.rescue {
            state.rescue = .init(
                identity: rescue.identity, claims: rescue.claims.map { $0 > index ? $0 - 1 : $0 },
                isFinal: rescue.isFinal, transaction: rescue.transaction)
        }
    }

    // MARK: - Private

    /// The claims of a worker that is dead, or is taken for dead; of one that lives, those it does not know of.
    private func take(_ identity: UInt8, _ branches: inout Branches) {
        let state = branches.state
        // A worker has its lock while it claims.
        guard !state.claims.contains(where: { $0.owner == identity && !$0.isCommitted }) else { return }
        let isDead = state.dead.contains(identity)
        let claims = state.claims.indices.filter {
            state.claims[$0].owner == identity && !state.claims[$0].open.isEmpty
        }
        let free = claims.filter { index in
            flaw == .noWaiting || !state.workers.contains { $0.claim == index && $0.deed != nil }
        }
        guard !isOrdered || free.isEmpty || !isPartitionLocked(state) else { return }
        let isFinal = free.count == claims.count
        if isFinal || !free.isEmpty, isDead || state.mishaps.suspensions > 0 {
            branches.add(.housekeeper, .rescues, Int(identity)) { state in
                if !isDead { state.mishaps.suspensions -= 1 }
                begin(identity, free, isFinal, &state)
            }
        }
        let unknown = claims.filter { index in !state.workers.contains { $0.claim == index } }
        if !isDead, !unknown.isEmpty {
            branches.add(.housekeeper, .returns, Int(identity)) { begin(identity, unknown, false, &$0) }
        }
    }

    private func begin(_ identity: UInt8, _ claims: [Int], _ isFinal: Bool, _ state: inout QueueState) {
        state.rescue = .init(
            identity: identity, claims: claims, isFinal: isFinal, transaction: state.transactions.begin())
    }

    private func commit(_ rescue: QueueState.Rescue, _ state: inout QueueState) {
        for index in rescue.claims {
            let claim = state.claims[index]
            state.claims[index].isRevoked = flaw != .noRevoking
            if isOrdered, flaw != .noHolding {
                hold(index, claim.open, isDue: false, &state)
            } else {
                state.claims[index].over = Few(below: claim.count)
                deliver(messages(claim.open, of: claim, state), rescue.transaction, &state)
            }
        }
        state.transactions.end(rescue.transaction)
        if rescue.isFinal {
            state.known.remove(rescue.identity)
            state.dead.remove(rescue.identity)
        }
        state.rescue = nil
        tidy(&state)
    }

    private func release(_ branches: inout Branches) {
        let state = branches.state
        guard !isPartitionLocked(state) else { return }
        for key in producers.indices where isDue(key, state) {
            branches.add(.housekeeper, .releases, key) { state in
                state.move = .init(messages: [], key: UInt8(key), transaction: state.transactions.begin())
            }
        }
    }

    private func commit(_ move: QueueState.Move, _ state: inout QueueState) {
        state.move = nil
        state.transactions.end(move.transaction)
        if let key = move.key {
            release(Int(key), move.transaction, &state)
        } else {
            deliver(move.messages, move.transaction, &state)
        }
    }

    /// Into the subscription's own lane, each once.
    private func deliver(_ messages: [UInt8], _ transaction: UInt8, _ state: inout QueueState) {
        for message in messages {
            let place = QueueState.Place(transaction: transaction, message: message)
            let isThere = state.log[QueueState.Lane.own.rawValue].contains(place)
            if !isThere || flaw == .deliveredTwice { append(message, to: .own, transaction, &state) }
        }
    }
}
