/// Every state that a model can come to, the nearest first, until one is wrong.
struct Exploration<M: Model> {
    /// What is wrong, and the shortest way to it.
    struct Finding: CustomStringConvertible {
        let what: String
        let trace: [String]

        var description: String {
            "\(what), after\n" + trace.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "\n")
        }
    }

    private(set) var finding: Finding?
    var count: Int { states.count }

    private var states: [M.State] = []
    private var numbers: [M.State: Int] = [:]
    /// How each was come to first.
    private var origins: [(state: Int, step: M.Step)?] = []
    /// Each step there is, from one state to another.
    private var edges: [(from: Int, to: Int)] = []

    /// Explores breadth first. A state is wrong if the model says so, or if from it nothing leads to where all is done.
    init(_ model: M) {
        add(model.start, from: nil)
        var next = 0
        while next < states.count {
            if let offence = model.offence(in: states[next]) {
                finding = Finding(what: offence, trace: trace(to: next))
                return
            }
            for (step, state) in model.steps(from: states[next]) {
                edges.append((next, numbers[state] ?? add(state, from: (next, step))))
            }
            next += 1
        }
        if let stuck = firstStuck(model) {
            finding = Finding(what: "what is owed can never be done any more", trace: trace(to: stuck))
        }
    }

    // MARK: - Private

    @discardableResult
    private mutating func add(_ state: M.State, from origin: (Int, M.Step)?) -> Int {
        numbers[state] = states.count
        states.append(state)
        origins.append(origin)
        return states.count - 1
    }

    /// The nearest state from which no state is reached where all is done.
    private func firstStuck(_ model: M) -> Int? {
        var leads = states.map(model.isDone)
        var hasChanged = true
        // Most steps lead to a state that was found later: going backwards, a few rounds are enough.
        while hasChanged {
            hasChanged = false
            for edge in edges.reversed() where leads[edge.to] && !leads[edge.from] {
                leads[edge.from] = true
                hasChanged = true
            }
        }
        return leads.firstIndex(of: false)
    }

    private func trace(to state: Int) -> [String] {
        var steps: [String] = []
        var state = state
        while let origin = origins[state] {
            steps.append("\(origin.step)")
            state = origin.state
        }
        return steps.reversed()
    }
}
