/// Messages with ordering keys: queue.held.
extension QueueModel {
    /// The last claim of a lane, unless it is over.
    func openClaim(of lane: QueueState.Lane, _ state: QueueState) -> Int? {
        let last = state.claims.lastIndex { $0.lane == lane && $0.isCommitted && $0.count > 0 }
        return last.flatMap { state.claims[$0].open.isEmpty ? nil : $0 }
    }

    /// A partition is claimed although its last claim goes on, unless a message of that is just ending.
    func mayOvertake(_ index: Int, _ state: QueueState) -> Bool {
        state.claims[index].isOvertaken || flaw == .overtakenEnding
            || !state.workers.contains { $0.claim == index && $0.deed != nil }
    }

    /// Whether somebody changes what is held, or claims.
    func isPartitionLocked(_ state: QueueState) -> Bool {
        state.rescue?.claims.isEmpty == false || state.move != nil
            || state.workers.contains { worker in
                switch worker.deed {
                case .claiming, .failing, .holding: true
                case .finishing, .recording: worker.letsGo
                case nil: false
                }
            }
    }

    /// Whether what is finished of a claim lets something go.
    func takesPartition(_ index: Int, _ state: QueueState) -> Bool {
        isOrdered
            && (state.claims[index].lane == .own || !state.held.isEmpty
                || state.claims[index].isOvertaken && flaw != .overtakenUnlocked)
    }

    /// What a claim passes over: what must wait for its key, of which something is held or runs, and what is left of an earlier
    /// release.
    func setAside(_ index: Int, _ state: inout QueueState) {
        let claim = state.claims[index]
        let held = state.held
        let running = flaw == .openPartition ? [] : runningKeys(of: claim.lane, state, but: index)
        for (ordinal, place) in messages(of: claim, state).enumerated() {
            switch claim.lane {
            case .queue:
                let isHeld = flaw != .nothingBehind && held.contains { key($0.message) == key(place.message) }
                guard isHeld || running.contains(key(place.message)) else { continue }
                state.held.append(.init(place: [claim.number, UInt8(ordinal)], message: place.message))
            case .own:
                let isMeant = held.contains { $0.message == place.message && $0.released == place.transaction }
                if isMeant, running.contains(key(place.message)) {
                    guard flaw != .restReleased else { break }
                    for row in held.indices
                    where held[row].message == place.message && held[row].released == place.transaction {
                        state.held[row].released = nil
                    }
                } else {
                    guard !isMeant, flaw != .staleRelease, flaw != .noHolding else { continue }
                }
            }
            state.claims[index].over.insert(UInt8(ordinal))
        }
    }

    /// Holds messages of a claim: new ones in their places, released ones where they are. The first of a key has a time, or
    /// waits until what runs of the key is over.
    func hold(_ index: Int, _ ordinals: Few, isDue: Bool, _ state: inout QueueState) {
        let claim = state.claims[index]
        let places = messages(of: claim, state)
        state.claims[index].over = claim.over.union(ordinals)
        var keys: [Int?] = []
        for ordinal in ordinals.elements {
            let message = places[Int(ordinal)].message
            keys.append(key(message))
            guard claim.lane == .queue else { continue }
            let place = [claim.number, ordinal]
            let next = state.held.firstIndex { place.lexicographicallyPrecedes($0.place) } ?? state.held.count
            state.held.insert(.init(place: place, message: message), at: next)
        }
        if claim.lane == .own {
            for row in state.held.indices where keys.contains(key(state.held[row].message)) {
                state.held[row].released = nil
            }
        }
        for key in keys where isDue || isIdle(key, state.claims[index], state) { setDue(key, &state) }
        for row in state.held.indices where state.held[row].isDue {
            let key = key(state.held[row].message)
            if state.held[..<row].contains(where: { self.key($0.message) == key }) { state.held[row].isDue = false }
        }
    }

    /// The end of a message: what is held of it goes, and what waits behind it is next.
    func letGo(
        _ place: QueueState.Place, of index: Int, _ transaction: UInt8, _ state: inout QueueState
    ) {
        guard flaw != .noHolding else { return }
        guard state.claims[index].lane == .own else {
            let key = key(place.message)
            guard isIdle(key, state.claims[index], state) else { return }
            setDue(key, &state)
            return release(key, transaction, &state)
        }
        if flaw == .heldByNumber {
            state.held.removeAll { $0.message == place.message }
        } else if flaw == .heldByRelease {
            state.held.removeAll { $0.message == place.message && $0.released == place.transaction }
        } else if let first = state.held.firstIndex(where: { $0.message == place.message }) {
            state.held.remove(at: first)
        }
        setDue(key(place.message), &state)
        release(key(place.message), transaction, &state)
    }

    /// Whether the first message of a key waits for its time, which is always come.
    func isDue(_ key: Int, _ state: QueueState) -> Bool {
        guard let first = state.held.first(where: { self.key($0.message) == key }) else { return false }
        return first.isDue && first.released == nil && !isRunning(key, state)
    }

    /// Appends what is held of a key, as far as the numbers rise.
    func release(_ key: Int?, _ transaction: UInt8, _ state: inout QueueState) {
        let rows = state.held.indices.filter { self.key(state.held[$0].message) == key }
        guard let first = rows.first, state.held[first].isDue, state.held[first].released == nil else { return }
        var highest: UInt8?
        for row in rows {
            let message = state.held[row].message
            if let highest, message <= highest, flaw != .releasedUnordered { return }
            highest = message
            state.held[row].released = transaction
            state.held[row].isDue = false
            append(message, to: .own, transaction, &state)
        }
    }

    // MARK: - Private

    /// Whether a message of a key is claimed from the queue's lane and not over.
    private func isRunning(_ key: Int, _ state: QueueState) -> Bool {
        runningKeys(of: .queue, state).contains(key)
    }

    /// The keys of which something is open in claims of a lane.
    private func runningKeys(of lane: QueueState.Lane, _ state: QueueState, but index: Int? = nil) -> Set<Int?> {
        var keys: Set<Int?> = []
        for other in state.claims.indices where other != index {
            let claim = state.claims[other]
            guard claim.lane == lane, claim.isCommitted, !claim.open.isEmpty else { continue }
            let places = messages(of: claim, state)
            keys.formUnion(claim.open.elements.map { key(places[Int($0)].message) })
        }
        return keys
    }

    /// Whether nothing of a key is open in a claim.
    private func isIdle(_ key: Int?, _ claim: QueueState.Claim, _ state: QueueState) -> Bool {
        let places = messages(of: claim, state)
        return !claim.open.elements.contains { self.key(places[Int($0)].message) == key }
    }

    private func setDue(_ key: Int?, _ state: inout QueueState) {
        guard let first = state.held.firstIndex(where: { self.key($0.message) == key }) else { return }
        if state.held[first].released == nil { state.held[first].isDue = true }
    }
}
