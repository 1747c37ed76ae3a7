/// What a worker does with what it claimed: queue.finish and queue.end_messages.
extension QueueModel {
    func work(_ number: Int, _ branches: inout Branches) {
        let worker = branches.state.workers[number]
        switch worker.deed {
        case .claiming: commitClaim(number, &branches)
        case .finishing(let ordinal): commitEffect(ordinal, number, &branches)
        case .failing, .holding, .recording: commitEnd(number, &branches)
        case nil: begin(number, &branches)
        }
        if branches.state.mishaps.kills > 0 {
            branches.add(.worker(number), .dies) { kill(number, &$0) }
        }
    }

    /// Forgets a claim of which nothing is left, and what nobody needs any more.
    func settle(_ number: Int, _ state: inout QueueState) {
        state.workers[number].letsGo = false
        let worker = state.workers[number]
        if worker.left.isEmpty, worker.behind.isEmpty, worker.handled.isEmpty {
            state.workers[number].claim = nil
            state.workers[number].messages = []
        }
        tidy(&state)
    }

    // MARK: - Private

    private func begin(_ number: Int, _ branches: inout Branches) {
        let (state, worker) = (branches.state, branches.state.workers[number])
        guard let index = worker.claim else {
            guard state.known.contains(worker.identity) else {
                return branches.add(.worker(number), .comesBack) { $0.workers[number] = register(&$0) }
            }
            return claim(number, &branches)
        }
        // The lock of the claim: a rescue that has it is waited for.
        guard state.rescue?.claims.contains(index) != true else { return }
        guard !state.claims[index].isRevoked || flaw == .noFence else {
            return branches.add(.worker(number), .seesLeaseLost) { state in
                state.workers[number] = .init(identity: worker.identity)
                tidy(&state)
            }
        }
        if let ordinal = worker.doubt { return resolve(ordinal, number, &branches) }
        let isFree = !isPartitionLocked(state)
        let mayFinish = isFree || !takesPartition(index, state)
        if !worker.handled.isEmpty, mayFinish { open(.recording, .records, nil, number, &branches) }
        guard worker.behind.isEmpty else {
            if isFree { open(.holding, .holds, nil, number, &branches) }
            return
        }
        for ordinal in ready(worker) {
            if isGrouped {
                branches.add(.worker(number), .handles, Int(ordinal)) { state in
                    state.workers[number].left.remove(ordinal)
                    state.workers[number].handled.insert(ordinal)
                }
            } else if mayFinish {
                open(.finishing(ordinal), .finishes, ordinal, number, &branches)
            }
            if state.mishaps.failures > 0, !isOrdered || isFree {
                open(.failing(ordinal), .fails, ordinal, number, &branches)
            }
        }
    }

    private func open(
        _ deed: QueueState.Worker.Deed, _ act: Step.Act, _ ordinal: UInt8?, _ number: Int, _ branches: inout Branches
    ) {
        branches.add(.worker(number), act, ordinal.map(Int.init)) { state in
            state.workers[number].deed = deed
            state.workers[number].letsGo = state.workers[number].claim.map { takesPartition($0, state) } ?? false
            state.workers[number].transaction = state.transactions.begin()
            if case .failing = deed { state.mishaps.failures -= 1 }
        }
    }

    /// Those that may be next: of a key, the first.
    private func ready(_ worker: QueueState.Worker) -> [UInt8] {
        guard isOrdered else { return worker.left.elements }
        let keys = worker.messages.map(key)
        return worker.left.elements.filter { ordinal in
            !worker.left.below(ordinal).elements.contains { keys[Int($0)] == keys[Int(ordinal)] }
        }
    }

    /// queue.open_ordinals
    private func resolve(_ ordinal: UInt8, _ number: Int, _ branches: inout Branches) {
        branches.add(.worker(number), .asks, Int(ordinal)) { state in
            state.workers[number].doubt = nil
            guard flaw != .noAsking, let index = state.workers[number].claim else { return }
            if state.claims[index].over.contains(ordinal) { state.workers[number].left.remove(ordinal) }
            settle(number, &state)
        }
    }
}
