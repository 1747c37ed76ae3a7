internal import Logging
internal import Metrics
internal import Synchronization
internal import Tracing

/// Installs our logging, metrics and tracing in the process, each once.
enum Bootstrap {
    private static let isDone = Mutex(false)
    private static let isTraced = Mutex(false)

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

    static func once(_ tracer: any Tracer) {
        isTraced.withLock { isTraced in
            guard !isTraced else { return }
            isTraced = true
            InstrumentationSystem.bootstrap(tracer)
        }
    }
}
