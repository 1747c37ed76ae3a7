/// The queue as its SQL has it: one subscription, plain messages or messages with ordering keys in one partition, a log that
/// stays or one in segments. A step is what one transaction does from one lock to the next, or its commit.
struct QueueModel: Model, Sendable {
    /// For each producer, how many messages each of its transactions writes. In an ordered queue each producer has a key.
    let producers: [[UInt8]]
    var workers = 2
    /// How many messages a claim takes.
    var batch: UInt8 = 2
    var isOrdered = false
    /// Whether receipts are written in groups, after the effects: queue.finish_many.
    var isGrouped = false
    /// For how many transactions a segment of the log is; nil is a log that stays.
    var width: UInt8?
    var mishaps = QueueState.Mishaps()
    var flaw: Flaw?

    var start: QueueState {
        var state = QueueState(
            producers: producers.map { _ in .init() }, mishaps: mishaps,
            account: Account(
                messages: Int(producers.joined().reduce(0, +)), keys: isOrdered ? producers.count : 0))
        if let width { state.segments = [.init(first: 1, before: 1 + width)] }
        for _ in 0..<workers { state.workers.append(register(&state)) }
        return state
    }

    func steps(from state: QueueState) -> [(step: Step, state: QueueState)] {
        var branches = Branches(state)
        for producer in state.producers.indices { produce(producer, &branches) }
        for worker in state.workers.indices { work(worker, &branches) }
        keepHouse(&branches)
        keepLog(&branches)
        operate(&branches)
        return branches.all
    }

    func offence(in state: QueueState) -> String? { state.account.offence }

    func isDone(_ state: QueueState) -> Bool {
        zip(state.producers, producers).allSatisfy { $0.open == nil && $0.done == $1.count }
            && state.workers.allSatisfy { $0.claim == nil && $0.deed == nil }
            && state.rescue == nil && state.move == nil && state.held.isEmpty && state.delayed.isEmpty
            && state.claims.allSatisfy { $0.isCommitted && $0.open.isEmpty } && state.account.isSettled
    }

    /// Whose message it is, where that matters.
    func key(_ message: UInt8) -> Int? { isOrdered ? writer(message) : nil }

    // MARK: - Private

    private func writer(_ message: UInt8) -> Int {
        var rest = message
        for (producer, sizes) in producers.enumerated() {
            let count = sizes.reduce(0, +)
            if rest < count { return producer }
            rest -= count
        }
        preconditionFailure("no message \(message)")
    }

    private func produce(_ producer: Int, _ branches: inout Branches) {
        let now = branches.state.producers[producer]
        guard now.done < producers[producer].count else { return }
        // Numbers, which are ids, are given out long before: they say nothing about which transaction comes first.
        let first = producers[..<producer].joined().reduce(0, +) + producers[producer][..<now.done].reduce(0, +)
        let messages = first..<(first + producers[producer][now.done])
        guard let transaction = now.open else {
            return branches.add(.producer(producer), .begins, Int(first)) {
                $0.producers[producer].open = $0.transactions.begin()
            }
        }
        func end(_ state: inout QueueState) {
            state.transactions.end(transaction)
            state.producers[producer] = .init(done: now.done + 1)
        }
        branches.add(.producer(producer), .commits) { state in
            end(&state)
            for message in messages {
                append(message, to: .queue, transaction, &state)
                state.account.commit(message, key: key(message))
            }
        }
        if branches.state.mishaps.rollbacks > 0 {
            branches.add(.producer(producer), .rollsBack) { state in
                end(&state)
                state.mishaps.rollbacks -= 1
            }
        }
    }

    /// A new row of queue.worker.
    func register(_ state: inout QueueState) -> QueueState.Worker {
        state.identities += 1
        state.known.insert(state.identities)
        return .init(identity: state.identities)
    }

    /// Puts a row into the log, unless its segment has gone meanwhile. There can be one of a message in a transaction.
    func append(_ message: UInt8, to lane: QueueState.Lane, _ transaction: UInt8, _ state: inout QueueState) {
        guard !state.segments.contains(where: { $0.isDropped && $0.contains(transaction) }) else { return }
        let place = QueueState.Place(transaction: transaction, message: message)
        let rows = state.log[lane.rawValue]
        let index = rows.firstIndex { $0 >= place } ?? rows.count
        if index < rows.count, rows[index] == place { return state.account.duplicate(place) }
        state.log[lane.rawValue].insert(place, at: index)
    }
}
