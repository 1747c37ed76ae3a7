import Foundation
public import Logging
public import Postgres
public import ServiceLifecycle
import Tracing

/// Works on the messages of subscriptions. Any number of processes may; they share the messages between them.
///
/// On graceful shutdown it claims nothing more, lets running handlers end within the grace period, and hands what it has
/// not begun to others. When its task is cancelled it stops at once; others take over when its lease is over.
///
/// It opens up to four connections besides the client's, one of them for heartbeats, the others for claims and receipts.
public final class QueueWorker: Service {
    let client: PostgresClient
    let listener: PostgresListener?
    let subscriptions: [SubscriptionHandlers]
    let configuration: WorkerConfiguration
    let logger: Logger
    let form: PayloadForm
    let stop = StopFlag()
    /// Asked for once, and not for each message: the worker's owner installs it before.
    let tracer = InstrumentationSystem.installedTracer

    /// Describes a worker; nothing happens before ``run()``.
    ///
    /// - Parameters:
    ///   - client: lends connections to handlers' transactions.
    ///   - listener: hears of new messages at once; nil behind a transaction-pooling proxy, where the worker only polls.
    ///   - subscriptions: what to work on. They are created when the worker starts.
    ///   - seal: opens ``SealedMessage``s.
    ///   - configuration: limits and times.
    ///   - logger: where it tells of failures.
    public init(
        _ client: PostgresClient, listener: PostgresListener? = nil, subscriptions: [SubscriptionHandlers],
        seal: (any PayloadSeal)? = nil, configuration: WorkerConfiguration = .init(), logger: Logger
    ) {
        self.client = client
        self.listener = listener
        self.subscriptions = subscriptions
        self.configuration = configuration
        self.logger = logger
        form = PayloadForm(seal: seal)
    }

    /// Works until shutdown.
    public func run() async throws {
        var settings = client.configuration
        settings.poolSize = 3
        settings.applicationName += " queue"
        let control = PostgresClient(settings, logger: logger)
        settings.poolSize = 1
        let pulse = PostgresClient(settings, logger: logger)
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await work(WorkerStore(client: control, pulse: pulse, form: form))
            } onGracefulShutdown: {
                self.stop.set()
            }
        } onCancel: {
            stop.set()
        }
        await control.close()
        await pulse.close()
    }

    // MARK: - Private

    static let processName = "\(ProcessInfo.processInfo.hostName)/\(ProcessInfo.processInfo.processIdentifier)"

    private func work(_ store: WorkerStore) async {
        guard let (identity, runners) = await begin(store) else { return }
        await withTaskGroup { background in
            background.addTask { await self.beat(identity, runners, store) }
            background.addTask {
                var housekeeper = Housekeeper(
                    runners, store: store, heartbeat: self.configuration.heartbeat, logger: self.logger)
                await housekeeper.run()
            }
            for runner in runners {
                background.addTask { await self.listen(for: runner) }
            }
            await withTaskGroup { group in
                for runner in runners { group.addTask { await runner.run() } }
            }
            background.cancelAll()
        }
        guard !Task.isCancelled else { return }
        do {
            let returned = try await store.goodbye(identity.current)
            logger.info("the worker has stopped", metadata: ["returned": "\(returned)"])
        } catch {
            logger.warn("no goodbye: others notice when the lease is over", of: error)
        }
    }

    /// Says hello and creates the subscriptions, again and again until the database is there. Nil when told to stop.
    private func begin(_ store: WorkerStore) async -> (WorkerIdentity, [SubscriptionRunner])? {
        var backoff = Backoff()
        while !stop.isSet {
            do {
                let number = try await store.hello(
                    Self.processName, listens: listener != nil, lease: configuration.lease)
                let identity = WorkerIdentity(number)
                var runners: [SubscriptionRunner] = []
                for handlers in subscriptions {
                    runners.append(runner(handlers, try await store.subscribe(handlers), identity, store))
                }
                return (identity, runners)
            } catch {
                logger.warn("the worker cannot start yet", of: error)
                _ = await backoff.wait()
            }
        }
        return nil
    }

    private func runner(
        _ handlers: SubscriptionHandlers, _ id: Int32, _ identity: WorkerIdentity, _ store: WorkerStore
    ) -> SubscriptionRunner {
        SubscriptionRunner(
            handlers, id: id, store: store, identity: identity, client: client,
            configuration: configuration, listens: listener != nil, stop: stop, tracer: tracer,
            logger: logger)
    }

    private func beat(_ identity: WorkerIdentity, _ runners: [SubscriptionRunner], _ store: WorkerStore) async {
        while !Task.isCancelled {
            do {
                if try await !store.beat(identity.current) {
                    // The next claim finds out, and begins anew.
                    logger.warning("the worker was taken for dead")
                }
            } catch {
                logger.warn("a heartbeat failed", of: error)
            }
            // The notification of a cancelled message may have been lost.
            for runner in runners { runner.cancellation.set() }
            try? await Task.sleep(for: configuration.heartbeat)
        }
    }

    private func listen(for runner: SubscriptionRunner) async {
        guard let listener else { return }
        for await notification in listener.notifications(on: runner.handlers.subscription.queue.channel) {
            switch notification {
            case .message(let payload, _):
                if payload == WakeUp.cancel { runner.cancellation.set() }
                runner.signal.set(Priority(payload: payload))
            case .reconnected: runner.signal.set()
            }
        }
    }
}
