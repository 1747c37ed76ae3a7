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
        return try await work(subscription, processes, beside: try await workers()) {
            let start = ContinuousClock.now
            try await queue.resume(.bench, subscriber: subscription.subscriber)
            while try await finished(subscription) < count { try await Task.sleep(for: .milliseconds(10)) }
            return Double(count) / (ContinuousClock.now - start).inSeconds
        }
    }

    // MARK: - Private

    /// Runs the body while so many more processes are ready to work.
    private func work<T>(
        _ subscription: BenchSubscription, _ processes: Int, beside others: Int, _ body: () async throws -> T
    ) async throws -> T {
        guard processes > 0 else { return try await body() }
        return try await workerProcess(subscription.subscriber, queues: [QueueName.bench.rawValue]) { _ in
            while try await workers() == others { try await Task.sleep(for: .milliseconds(10)) }
            return try await work(subscription, processes - 1, beside: others + 1, body)
        }
    }

    private func workers() async throws -> Int {
        try await owner.query("SELECT count(*) FROM queue.worker")[0].decode()
    }
}
