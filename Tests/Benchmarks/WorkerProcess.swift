import Foundation
import JobQueue
import Models
import Postgres
import TestTools

extension Bench {
    /// Runs the body while a worker process of the default configuration is at work on the queues.
    func workerProcess<T>(
        _ subscriber: String = "bench", queues: [String], _ body: (ProcessUsage) async throws -> T
    ) async throws -> T {
        try await Subprocess.run(program(["work", subscriber] + queues)) {
            try await body(ProcessUsage(of: $0.processID))
        }
    }

    /// Has a process enqueue so many messages in one call; how many a second, and the most bytes of memory that it had.
    func enqueueInOneCall(_ count: Int) async throws -> (rate: Double, peak: Double) {
        let printed = try await Subprocess.run(program(["enqueue", "\(count)"]))
        let numbers = printed.split(separator: " ").compactMap { Double($0) }
        guard numbers.count == 2 else { throw Subprocess.Failure("BenchWorker printed \(printed)") }
        return (numbers[0], numbers[1])
    }

    /// Works off so many messages with so many processes; how many a second, from when the queue goes on, which these wait for,
    /// until the database shows all of them finished.
    func drain(_ subscription: BenchSubscription, _ count: Int, processes: Int) async throws -> Double {
        let queue = JobQueue(owner)
        try await queue.pause(.bench, subscriber: subscription.subscriber)
        return try await work(subscription, processes) {
            let start = ContinuousClock.now
            try await queue.resume(.bench, subscriber: subscription.subscriber)
            try await waitUntilFinished(subscription, count, lookingEvery: .milliseconds(10))
            return Double(count) / (ContinuousClock.now - start).inSeconds
        }
    }

    // MARK: - Private

    private func program(_ words: [String]) -> [String] {
        [Subprocess.programsFolder.appending(path: "BenchWorker").path, url(role: "bangban_intake")] + words
    }

    /// Runs the body while so many processes are ready to work.
    private func work<T>(
        _ subscription: BenchSubscription, _ processes: Int, _ body: () async throws -> T
    ) async throws -> T {
        guard processes > 0 else { return try await body() }
        return try await workerProcess(subscription.subscriber, queues: [QueueName.bench.rawValue]) { usage in
            while try await !isReady(usage.processID) { try await Task.sleep(for: .milliseconds(10)) }
            return try await work(subscription, processes - 1, body)
        }
    }

    /// Whether the queue knows a process as a worker, by its name `HOST/NUMBER`.
    private func isReady(_ processID: Int32) async throws -> Bool {
        try await owner.query(
            "SELECT EXISTS (SELECT FROM queue.worker WHERE name LIKE '%/' || \("\(processID)"))")[0].decode()
    }
}
