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
        let program = Subprocess.programsFolder.appending(path: "BenchWorker").path
        return try await Subprocess.run([program, url(role: "bangban_intake"), subscriber] + queues) {
            try await body(ProcessUsage(process: $0))
        }
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

    /// Runs the body while so many processes are ready to work.
    private func work<T>(
        _ subscription: BenchSubscription, _ processes: Int, _ body: () async throws -> T
    ) async throws -> T {
        guard processes > 0 else { return try await body() }
        return try await workerProcess(subscription.subscriber, queues: [QueueName.bench.rawValue]) { usage in
            while try await !isReady(usage.process) { try await Task.sleep(for: .milliseconds(10)) }
            return try await work(subscription, processes - 1, body)
        }
    }

    /// Whether the queue knows a process as a worker, by its name `HOST/NUMBER`.
    private func isReady(_ process: Subprocess) async throws -> Bool {
        try await owner.query(
            "SELECT EXISTS (SELECT FROM queue.worker WHERE name LIKE '%/' || \("\(process.processID)"))")[0].decode()
    }
}
