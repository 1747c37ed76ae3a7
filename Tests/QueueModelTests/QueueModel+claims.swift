/// Claims of a range: queue.claim_next.
extension QueueModel {
    func claim(_ number: Int, _ branches: inout Branches) {
        let (state, worker) = (branches.state, branches.state.workers[number])
        // A rescue has the lock of the worker; who was struck off is told so.
        guard state.known.contains(worker.identity), state.rescue?.identity != worker.identity else { return }
        for lane in QueueState.Lane.allCases {
            guard flaw == .noLaneLock || !isLocked(lane, state) else { continue }
            let overtaken = isOrdered ? openClaim(of: lane, state) : nil
            if isOrdered, isPartitionLocked(state) { continue }
            if let overtaken, !mayOvertake(overtaken, state) { continue }
            guard let claim = nextClaim(of: lane, for: worker.identity, state) else { continue }
            branches.add(.worker(number), lane == .queue ? .claims : .claimsAgain) { state in
                if let overtaken { state.claims[overtaken].isOvertaken = true }
                state.workers[number].claim = state.claims.count
                state.workers[number].deed = .claiming
                if isOrdered { state.numbers += 1 }
                state.claims.append(claim)
            }
        }
    }

    func commitClaim(_ number: Int, _ branches: inout Branches) {
        guard let index = branches.state.workers[number].claim else { return }
        func commit(_ state: inout QueueState) {
            state.claims[index].isCommitted = true
            state.workers[number].deed = nil
            if isOrdered { setAside(index, &state) }
        }
        branches.add(.worker(number), .takesUp) { state in
            commit(&state)
            state.workers[number].left = state.claims[index].open
            state.workers[number].messages = messages(of: state.claims[index], state).map(\.message)
            settle(number, &state)
        }
        if branches.state.mishaps.lostAnswers > 0 {
            branches.add(.worker(number), .losesClaim) { state in
                commit(&state)
                state.mishaps.lostAnswers -= 1
                state.workers[number].claim = nil
                tidy(&state)
            }
        }
    }

    /// Claims and rewinds of a lane come one after another.
    func isLocked(_ lane: QueueState.Lane, _ state: QueueState) -> Bool {
        state.claims.contains { $0.lane == lane && !$0.isCommitted }
    }

    /// The newest claim of a lane, its cursor.
    func last(_ lane: QueueState.Lane, _ state: QueueState) -> QueueState.Claim? {
        state.claims.last { $0.lane == lane && $0.isCommitted }
    }

    /// The messages of a claim, worked out anew each time.
    func messages(of claim: QueueState.Claim, _ state: QueueState) -> [QueueState.Place] {
        Array(window(claim.lane, claim.previous, claim.current, after: claim.from, state).prefix(Int(claim.count)))
    }

    /// Those of some ordinals, as far as the log has them.
    func messages(_ ordinals: Few, of claim: QueueState.Claim, _ state: QueueState) -> [UInt8] {
        let places = messages(of: claim, state)
        return ordinals.elements.filter { $0 < places.count }.map { places[Int($0)].message }
    }

    // MARK: - Private

    private func window(
        _ lane: QueueState.Lane, _ previous: Snapshot, _ current: Snapshot, after place: QueueState.Place,
        _ state: QueueState
    ) -> [QueueState.Place] {
        if flaw == .cursorByID, lane == .queue {
            return state.log[lane.rawValue].filter { $0.message >= place.message }.sorted { $0.message < $1.message }
        }
        return state.log[lane.rawValue].filter { row in
            let isStraggler = flaw != .noStragglers && previous.running.contains(row.transaction)
            return (isStraggler || row.transaction >= previous.bound) && current.sees(row.transaction) && row > place
        }
    }

    /// What is left of the window that the last claim was in, otherwise what there is in the window from there to now.
    private func nextClaim(
        of lane: QueueState.Lane, for owner: UInt8, _ state: QueueState
    ) -> QueueState.Claim? {
        func claim(_ previous: Snapshot, _ current: Snapshot, _ from: QueueState.Place) -> QueueState.Claim? {
            let rows = window(lane, previous, current, after: from, state).prefix(Int(batch))
            guard var to = rows.last else { return nil }
            if flaw == .cursorByID, lane == .queue { to.message += 1 }
            return .init(
                number: isOrdered ? state.numbers + 1 : 0, lane: lane, owner: owner, previous: previous,
                current: current, from: from, to: to,
                count: UInt8(rows.count), isExhausted: rows.count < batch)
        }
        let last = last(lane, state)
        if let last, !last.isExhausted, let rest = claim(last.previous, last.current, last.to) { return rest }
        let from = flaw == .cursorByID && lane == .queue ? last?.to : nil
        return claim(last?.current ?? .beginning, state.transactions.snapshot, from ?? .init())
    }
}
