/// What a storm is to be.
struct StormPlan: Sendable {
    let seed: UInt64
    /// It goes on until all three are reached.
    let seconds: Int
    let messages: Int
    /// Exactly as many; nil: as many as there is time for.
    let faults: Int?
    /// Between faults, on average.
    let interval: Duration
    let workers: Int
    let producers: Int
    /// How many messages one call enqueues at most.
    let bulk: Int
    let lease: Duration
    /// Whether commits wait for a standby, which is failed over to.
    let hasStandby: Bool
    /// For the storm, and again for the queue to drain.
    let limit: Duration
}
