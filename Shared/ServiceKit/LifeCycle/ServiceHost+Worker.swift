public import JobQueue
public import Postgres
public import ServiceLifecycle

extension ServiceHost {
    /// Hears of new messages at once; nil behind a transaction-pooling proxy, where nobody can listen
    /// (`DATABASE_PREPARED_STATEMENTS=false`).
    public func listener() -> PostgresListener? {
        settings.database.preparedStatements ? PostgresListener(settings.database, logger: logger) : nil
    }

    /// What works on the messages of subscriptions, in order of start: a listener that wakes the worker, and the worker.
    /// Without a listener the worker polls.
    public func work(on subscriptions: [SubscriptionHandlers]) -> [any Service] {
        let listener = self.listener()
        let worker = QueueWorker(
            postgres, listener: listener, subscriptions: subscriptions,
            configuration: WorkerConfiguration(settings), logger: logger)
        guard let listener else { return [worker] }
        return [listener, worker]
    }
}
