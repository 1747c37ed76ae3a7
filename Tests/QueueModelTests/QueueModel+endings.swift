/// How a worker's transactions end, and the worker itself.
extension QueueModel {
    func commitEffect(_ ordinal: UInt8, _ number: Int, _ branches: inout Branches) {
        branches.add(.worker(number), .commitsEffect) { state in
            if let transaction = close(number, &state) { finish(ordinal, number, transaction, &state) }
            state.workers[number].left.remove(ordinal)
            settle(number, &state)
        }
        if branches.state.mishaps.lostAnswers > 0 {
            branches.add(.worker(number), .losesAnswer) { state in
                if let transaction = close(number, &state) { finish(ordinal, number, transaction, &state) }
                state.workers[number].doubt = ordinal
                state.workers[number].letsGo = false
                state.mishaps.lostAnswers -= 1
                tidy(&state)
            }
        }
    }

    func commitEnd(_ number: Int, _ branches: inout Branches) {
        branches.add(.worker(number), .commitsEnd) { state in
            let worker = state.workers[number]
            guard let index = worker.claim, let transaction = close(number, &state) else { return }
            switch worker.deed {
            case .recording:
                for ordinal in worker.handled.elements { finish(ordinal, number, transaction, &state) }
                state.workers[number].handled = Few()
            case .failing(let ordinal): fail(ordinal, index, number, &state)
            default:
                hold(index, worker.behind, isDue: false, &state)
                state.workers[number].behind = Few()
            }
            settle(number, &state)
        }
    }

    func kill(_ number: Int, _ state: inout QueueState) {
        state.mishaps.kills -= 1
        let worker = state.workers[number]
        _ = close(number, &state)
        if worker.deed == .claiming, let index = worker.claim { remove(index, &state) }
        state.dead.insert(worker.identity)
        state.workers[number] = register(&state)
        tidy(&state)
    }

    // MARK: - Private

    private func finish(_ ordinal: UInt8, _ number: Int, _ transaction: UInt8, _ state: inout QueueState) {
        guard let index = state.workers[number].claim else { return }
        let claim = state.claims[index]
        let message = state.workers[number].messages[Int(ordinal)]
        state.claims[index].over.insert(ordinal)
        state.account.finish(message, key: key(message), holdsLease: !claim.isRevoked)
        guard state.workers[number].letsGo else { return }
        letGo(messages(of: claim, state)[Int(ordinal)], of: index, transaction, &state)
    }

    private func fail(_ ordinal: UInt8, _ index: Int, _ number: Int, _ state: inout QueueState) {
        state.workers[number].left.remove(ordinal)
        var one = Few()
        one.insert(ordinal)
        guard isOrdered, flaw != .noHolding else {
            state.claims[index].over.insert(ordinal)
            state.delayed = (state.delayed + messages(one, of: state.claims[index], state)).sorted()
            return
        }
        hold(index, one, isDue: true, &state)
        // What comes behind it is put behind it next, in a transaction of its own.
        let keys = state.workers[number].messages.map(key)
        for other in state.workers[number].left.elements where keys[Int(other)] == keys[Int(ordinal)] {
            state.workers[number].left.remove(other)
            state.workers[number].behind.insert(other)
        }
    }

    /// Ends the worker's transaction.
    private func close(_ number: Int, _ state: inout QueueState) -> UInt8? {
        state.workers[number].deed = nil
        guard let transaction = state.workers[number].transaction else { return nil }
        state.workers[number].transaction = nil
        state.transactions.end(transaction)
        return transaction
    }
}
