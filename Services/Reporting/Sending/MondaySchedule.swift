import JobQueue
import Models
import ServiceLifecycle

/// Writes down when the summary goes out; from then on any worker process of the queue fires it, each Monday once.
struct MondaySchedule: Service, CustomStringConvertible {
    let queue: JobQueue
    let entry: CronEntry<SendWeeklySummary>

    var description: String { "MondaySchedule" }

    func run() async throws {
        try await queue.schedule(entry)
        try await gracefulShutdown()
    }
}
