public import Logging
public import ServiceLifecycle
import Synchronization

/// One connection that LISTENs, made again when it breaks. Notifications are hints: a subscriber that does not keep up loses
/// the oldest, and none are sent for the time without a connection.
///
/// It needs a connection to the server itself, or a session-pooling proxy.
public final class PostgresListener: Service {
    let configuration: PostgresConfiguration
    let logger: Logger
    private let state = Mutex(ListenerState())

    /// Makes a listener; it connects in `run()`.
    public init(_ configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// The notifications of a channel, from now on; may be called before and during `run()`. The first element is
    /// ``PostgresNotification/reconnected``, as soon as the channel is listened to.
    public func notifications(on channel: String) -> AsyncStream<PostgresNotification> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: PostgresNotification.self, bufferingPolicy: .bufferingNewest(256))
        let id = change { $0.subscribe(channel, continuation) }
        continuation.onTermination = { [weak self] _ in
            self?.change { $0.unsubscribe(channel, id) }
        }
        return stream
    }

    /// Listens until the task is cancelled or its service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            var attempt = 0
            while !Task.isCancelled {
                do {
                    let connection = try await PostgresConnection.connect(configuration)
                    attempt = 0
                    try await listen(connection)
                } catch {
                    if Task.isCancelled { break }
                    attempt += 1
                    logger.warning(
                        "listener lost its connection", metadata: ["attempt": "\(attempt)", "error": "\(error)"])
                    try? await Task.sleep(for: Self.backoff(attempt))
                }
                state.withLock { $0.disconnected() }
            }
        }
        state.withLock { $0.takeSubscribers() }.forEach { $0.finish() }
    }

    // MARK: - Private

    private func listen(_ connection: PostgresConnection) async throws {
        while true {
            try Task.checkCancellation()
            let token = SocketWatcher.shared.prepare()
            defer { SocketWatcher.shared.discard(token) }
            let (added, removed) = state.withLock { $0.changes(token) }
            for channel in added { try await connection.execute("LISTEN \(identifier: channel)") }
            for channel in removed { try await connection.execute("UNLISTEN \(identifier: channel)") }
            state.withLock { $0.listening(to: added) }.forEach { $0.yield(.reconnected) }
            let received = try await withTaskCancellationHandler {
                try await connection.waitForNotifications(token)
            } onCancel: {
                SocketWatcher.shared.interrupt(token)
            }
            for notification in received {
                let subscribers = state.withLock { $0.subscribers(of: notification.channel) }
                subscribers.forEach { $0.yield(notification.value) }
            }
        }
    }

    /// Changes the subscriptions and wakes the connection for it.
    @discardableResult
    private func change<R: Sendable>(_ body: (inout sending ListenerState) -> sending R) -> R {
        let (result, token) = state.withLock { state in
            let result = body(&state)
            return (result, state.token)
        }
        if let token { SocketWatcher.shared.interrupt(token) }
        return result
    }

    /// 0.1, 0.2, 0.4 … s, at most 5, times a random factor from 0.5 to 1.
    private static func backoff(_ attempt: Int) -> Duration {
        .seconds(min(5, 0.05 * Double(1 << min(attempt, 10))) * Double.random(in: 0.5...1))
    }
}
