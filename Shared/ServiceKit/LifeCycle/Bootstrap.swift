internal import Logging
internal import Metrics
internal import Synchronization

/// Installs our logging and metrics in the process, once.
enum Bootstrap {
    private static let isDone = Mutex(false)

    static func once(service: String, level: Logger.Level, format: LogFormat) {
        isDone.withLock { isDone in
            guard !isDone else { return }
            isDone = true
            LoggingSystem.bootstrap { label in
                ServiceLogHandler(label: label, service: service, format: format, level: level)
            }
            MetricsSystem.bootstrap(PrometheusRegistry.shared)
        }
    }
}
