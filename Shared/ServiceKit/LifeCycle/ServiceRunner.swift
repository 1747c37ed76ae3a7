public import Configuration
internal import Foundation
public import Logging
public import ServiceLifecycle
internal import UnixSignals

/// Reads the configuration, sets up logs and metrics, and runs a process's services until a signal or a failure.
public struct ServiceRunner: Sendable {
    /// The service's name: `intake`.
    public let name: String
    /// The settings: the environment, then the file of `--env-file`.
    public let config: ConfigReader
    /// The process's logger.
    public let logger: Logger

    private let recorder: SettingsRecorder
    private let fileNames: Set<String>
    private let grace: Duration

    /// Reads where settings come from; throws ``ConfigurationError``.
    public init(_ name: String, _ options: ServiceOptions) async throws {
        try self.init(name, options, environment: ProcessInfo.processInfo.environment)
    }

    /// The same over a given environment, for tests.
    public init(_ name: String, _ options: ServiceOptions, environment: [String: String]) throws {
        let file = try options.environmentFile.map { try EnvironmentFile(path: $0) }
        var providers: [any ConfigProvider] = [
            EnvironmentVariablesProvider(environmentVariables: environment.filter { !$0.value.isEmpty })
        ]
        if let file { providers.append(EnvironmentVariablesProvider(environmentVariables: file.values)) }
        recorder = SettingsRecorder()
        fileNames = Set(file?.values.keys.map { $0 } ?? [])
        config = ConfigReader(providers: providers, accessReporter: recorder)
        self.name = name
        grace = try config.setting("shutdown.grace", default: .seconds(25), in: .seconds(1) ... .seconds(3600))
        let settings = try LogSettings(config)
        let level = options.logLevel ?? settings.level
        Bootstrap.once(service: name, level: level, format: settings.format)
        var logger = Logger(label: name)
        logger.logLevel = level
        self.logger = logger
    }

    /// Runs the services, in order, until SIGTERM, SIGINT or the end of one of them; stops them in reverse order.
    ///
    /// Work that is running has SHUTDOWN_GRACE to finish; then its tasks are cancelled.
    public func run(_ services: [any Service]) async throws {
        warnOfUnreadSettings()
        var configuration = ServiceGroupConfiguration(
            services: services.map { service in
                .init(
                    service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger)
        configuration.maximumGracefulShutdownDuration = grace
        configuration.maximumCancellationDuration = .seconds(10)
        logger.info("starting")
        let group = ServiceGroup(configuration: configuration)
        do {
            try await withLogger(logger) { _ in try await group.run() }
        } catch is CancellationError {
            logger.warning("stopped after the grace period with work unfinished")
            return
        }
        logger.info("stopped")
    }

    // MARK: - Private

    /// The life-cycle library tells each step at debug; at info it says nothing that we do not.
    private var quietLogger: Logger {
        var quiet = logger
        if quiet.logLevel == .info { quiet.logLevel = .notice }
        return quiet
    }

    /// A misspelt key in the file would otherwise silently leave its setting at the default.
    private func warnOfUnreadSettings() {
        let unread = fileNames.subtracting(recorder.readNames).sorted()
        guard !unread.isEmpty else { return }
        logger.warning(
            "the environment file sets names that nothing reads",
            metadata: ["names": "\(unread.joined(separator: ", "))"])
    }
}
