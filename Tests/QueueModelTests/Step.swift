/// What one of those who work with the queue does at once.
struct Step: CustomStringConvertible {
    enum Actor: CustomStringConvertible {
        case producer(Int)
        case worker(Int)
        case housekeeper
        case `operator`

        var description: String {
            switch self {
            case .producer(let number): "producer \(number)"
            case .worker(let number): "worker \(number)"
            case .housekeeper: "the housekeeper"
            case .operator: "the operator"
            }
        }
    }

    enum Act: String {
        case begins = "writes, without committing yet, from message"
        case commits = "commits"
        case rollsBack = "rolls back"
        case claims = "claims, without committing yet, what was written"
        case claimsAgain = "claims, without committing yet, what is delivered again"
        case takesUp = "commits its claim"
        case losesClaim = "commits its claim, and is cut off before it knows"
        case finishes = "does and finishes, without committing yet, its message"
        case commitsEffect = "commits its effect and receipt"
        case losesAnswer = "commits its effect and receipt, and is cut off before it knows"
        case asks = "asks what became of its message"
        case handles = "does, and will finish later, its message"
        case records = "finishes, without committing yet, what it did"
        case fails = "puts off, without committing yet, its message"
        case holds = "puts behind it, without committing yet, the rest of its key"
        case commitsEnd = "commits that"
        case seesLeaseLost = "learns that its lease was lost"
        case comesBack = "registers anew"
        case dies = "is killed, and another takes its place"
        case rescues = "takes away, without committing yet, what is claimed by the worker registered as"
        case returns =
            "gives back, without committing yet, what is claimed without knowing it by the worker registered as"
        case commitsRescue = "commits the rescue"
        case moves = "moves what is due, without committing yet"
        case releases = "releases, without committing yet, key"
        case commitsMove = "commits the move"
        case notes = "notes up to where everything is over"
        case extends = "makes the next segment, from transaction"
        case seesOver = "finds over, without dropping it yet, the segment from transaction"
        case drops = "drops the segment from transaction"
        case rewinds = "takes the subscription back, without committing yet, to before transaction"
        case commitsRewind = "commits the rewind"
    }

    let actor: Actor
    let act: Act
    var object: Int?

    var description: String { "\(actor) \(act.rawValue)\(object.map { " \($0)" } ?? "")" }
}

/// The steps from a state.
struct Branches {
    let state: QueueState
    private(set) var all: [(step: Step, state: QueueState)] = []

    init(_ state: QueueState) { self.state = state }

    mutating func add(
        _ actor: Step.Actor, _ act: Step.Act, _ object: Int? = nil, _ change: (inout QueueState) -> Void
    ) {
        var next = state
        change(&next)
        all.append((Step(actor: actor, act: act, object: object), next))
    }
}
