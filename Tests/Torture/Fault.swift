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
        case diskFull = "disk full for a while"
        case clockStepped = "a worker's clock stepped"
        case serverClockStepped = "the server's clock stepped"
        case paused = "paused for a while"
        case limited = "limited for a while"
        case cancelled = "messages cancelled"
        case rewound = "events rewound"

        /// How often it happens among the others: a restart of the server stops everything else for a while.
        var weight: Int {
            switch self {
            case .workerKilled, .backendsTerminated: 3
            case .workerSuspended, .networkCut, .networkStalled: 2
            case .backendKilled, .serverStopped, .serverKilled, .failedOver, .diskFull: 1
            case .clockStepped, .serverClockStepped, .paused, .limited, .cancelled, .rewound: 1
            }
        }

        /// Whether it lasts while others happen. The server is not restarted on a full disk: it would not come up.
        var lasts: Bool {
            switch self {
            case .workerSuspended, .networkCut, .networkStalled, .clockStepped, .serverClockStepped, .paused, .limited:
                true
            case .workerKilled, .backendsTerminated, .backendKilled, .serverStopped, .serverKilled, .failedOver,
                .diskFull, .cancelled, .rewound:
                false
            }
        }

        /// Those that can happen where there is a standby, or a disk of the storm's own.
        static func all(hasStandby: Bool, hasDisk: Bool) -> [Self] {
            allCases.filter { (hasStandby || $0 != .failedOver) && (hasDisk || $0 != .diskFull) }
        }
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
    init(seed: UInt64, interval: Duration, kinds: [Fault.Kind]) {
        generator = SeededGenerator(seed: seed)
        self.interval = interval
        self.kinds = kinds
    }

    mutating func next() -> Fault? {
        if round.isEmpty {
            round = kinds.flatMap { Array(repeating: $0, count: $0.weight) }.shuffled(using: &generator)
        }
        let pause = interval * Double.random(in: 0.2...1.8, using: &generator)
        return Fault(kind: round.removeLast(), pause: pause, detail: generator.next())
    }
}
