public import Configuration
internal import Synchronization

/// Remembers which settings were read, so that a misspelt line of an environment file does not go unnoticed.
public final class SettingsRecorder: AccessReporter {
    private let names = Mutex<Set<String>>([])

    /// A recorder that has seen nothing.
    public init() {}

    /// The environment names read so far.
    public var readNames: Set<String> { names.withLock { $0 } }

    /// Notes one access; called by the reader.
    public func report(_ event: AccessEvent) {
        let name = event.metadata.key.components.joined(separator: "_").uppercased()
        names.withLock {
            _ = $0.insert(name.map { $0.isLetter || $0.isNumber ? $0 : "_" }.reduce(into: "") { $0.append($1) })
        }
    }
}

extension ConfigReader {
    /// A reader over given variables, for tests and tools.
    public init(environment: [String: String], recorder: SettingsRecorder? = nil) {
        self.init(provider: EnvironmentVariablesProvider(environmentVariables: environment), accessReporter: recorder)
    }
}
