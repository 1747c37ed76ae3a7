import JobQueue
import Logging
import Models
import Postgres
import ServiceLifecycle
import TestKit

/// Runs a worker on the current test's database while the body runs, then shuts it down gracefully.
@discardableResult
func withWorker<T>(
    _ handlers: [HandlerRegistration], of queue: QueueName = .test, subscriber: String = "tests",
    from start: Subscription.Start = .beginning, order: SubscriptionHandlers.KeyOrder = .strict,
    concurrency: Int? = nil, listens: Bool = false, _ configuration: WorkerConfiguration = .quick,
    _ body: (TestWorker) async throws -> T
) async throws -> T {
    let worker = try TestWorker(
        handlers, of: queue, subscriber: subscriber, from: start, order: order, concurrency: concurrency,
        listens: listens, configuration)
    do {
        let value = try await body(worker)
        await worker.stop()
        return value
    } catch {
        await worker.stop()
        throw error
    }
}

/// A worker in a service group of its own.
struct TestWorker: Sendable {
    private let group: ServiceGroup
    private let task: Task<Void, any Error>

    init(
        _ handlers: [HandlerRegistration], of queue: QueueName = .test, subscriber: String = "tests",
        from start: Subscription.Start = .beginning, order: SubscriptionHandlers.KeyOrder = .strict,
        concurrency: Int? = nil, listens: Bool = false, seal: (any PayloadSeal)? = nil,
        _ configuration: WorkerConfiguration = .quick, logger: Logger = .silent
    ) throws {
        let client = try TestDatabase.current.client(role: "bangban_intake")
        let listener = listens ? PostgresListener(client.configuration, logger: logger) : nil
        let worker = QueueWorker(
            client, listener: listener,
            subscriptions: [
                SubscriptionHandlers(
                    Subscription(queue, subscriber, from: start), concurrency: concurrency, order: order, handlers)
            ],
            seal: seal, configuration: configuration, logger: logger)
        let services: [any Service] = listener.map { [$0, worker] } ?? [worker]
        let group = ServiceGroup(services: services, logger: logger)
        self.group = group
        task = Task { try await group.run() }
    }

    /// Starts workers one after another, and kills most of them in the middle of their work.
    static func comeAndGo(
        _ registration: HandlerRegistration, order: SubscriptionHandlers.KeyOrder = .strict,
        while goesOn: () -> Bool
    ) async throws {
        while goesOn() {
            let worker = try TestWorker([registration], order: order, .mortal)
            try await Task.sleep(for: .milliseconds(Int.random(in: 200...2500)))
            if Int.random(in: 0..<3) == 0 { await worker.stop() } else { await worker.kill() }
        }
    }

    /// Ends it gracefully.
    func stop() async {
        await group.triggerGracefulShutdown()
        _ = await task.result
    }

    /// Ends it at once and without a goodbye, as kill -9 would.
    func kill() async {
        task.cancel()
        _ = await task.result
    }
}

extension Logger {
    static let silent = Logger(label: "test.worker", factory: { _ in SwiftLogNoOpLogHandler() })
}

extension WorkerConfiguration {
    /// Short times, so that tests do not wait; but a lease that no busy machine lets run out.
    static let quick = WorkerConfiguration(
        concurrency: 4, batch: 50, pollInterval: .milliseconds(20), lease: .seconds(30), heartbeat: .milliseconds(200),
        grace: .seconds(5))

    /// For workers that are killed: what they had is soon given to others.
    static let mortal = WorkerConfiguration(
        concurrency: 4, batch: 50, pollInterval: .milliseconds(20), lease: .seconds(1), heartbeat: .milliseconds(200),
        grace: .seconds(5))
}
