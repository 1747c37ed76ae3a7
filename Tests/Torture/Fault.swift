import TestTools

/// What goes wrong, when, and a number that decides the rest: which worker, which backends, for how long.
struct Fault: Equatable, Sendable {
    enum Kind: String, CaseIterable, Codable, Sendable {
        case workerKilled = "worker killed"
        case workerSuspended = "worker suspended beyond its lease"
        case networkCut = "network cut"
        case networkStalled = "network stalled beyond the lease"
        case backendsTerminated = "backends terminated"
        case backendKilled = "backend killed"
        case serverStopped = "server stopped at once"
        case serverKilled = "server killed"
        case failedOver = "failed over to the standby"

        /// How often it happens among the others: a restart of the server stops everything else for a while.
        var weight: Int {
            switch self {
            case .workerKilled, .backendsTerminated: 3
            case .workerSuspended, .networkCut, .networkStalled: 2
            case .backendKilled, .serverStopped, .serverKilled, .failedOver: 1
            }
        }

        /// Those that can happen.
        static func all(hasStandby: Bool) -> [Self] { allCases.filter { hasStandby || $0 != .failedOver } }
    }

    let kind: Kind
    /// After the last fault.
    let pause: Duration
    let detail: UInt64
}

/// The faults of a seed, without end. They come in rounds that contain every kind, so that a short run sees each.
struct FaultPlan: IteratorProtocol {
    private var generator: SeededGenerator
    private let interval: Duration
    private let kinds: [Fault.Kind]
    private var round: [Fault.Kind] = []

    /// Faults that are an interval apart on average.
    init(seed: UInt64, interval: Duration, hasStandby: Bool) {
        generator = SeededGenerator(seed: seed)
        self.interval = interval
        kinds = Fault.Kind.all(hasStandby: hasStandby)
    }

    mutating func next() -> Fault? {
        if round.isEmpty {
            round = kinds.flatMap { Array(repeating: $0, count: $0.weight) }.shuffled(using: &generator)
        }
        let pause = interval * Double.random(in: 0.2...1.8, using: &generator)
        return Fault(kind: round.removeLast(), pause: pause, detail: generator.next())
    }
}
