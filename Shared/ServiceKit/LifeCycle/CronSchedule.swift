public import JobQueue
public import Models
public import ServiceLifecycle

/// Writes down when a message is due; from then on any worker process of the queue fires it, each time once.
public struct CronSchedule<M: Message>: Service, CustomStringConvertible {
    /// When, and what.
    public let entry: CronEntry<M>
    private let queue: JobQueue

    /// Schedules in a queue.
    public init(_ queue: JobQueue, _ entry: CronEntry<M>) {
        self.queue = queue
        self.entry = entry
    }

    /// `CronSchedule(name)`
    public var description: String { "CronSchedule(\(entry.name))" }

    /// Writes the schedule and ends with the process; throws `PostgresError` when it is not valid.
    public func run() async throws {
        try await queue.schedule(entry)
        try await gracefulShutdown()
    }
}
