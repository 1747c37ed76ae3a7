public import ArgumentParser
public import Logging

/// The options of every executable.
public struct ServiceOptions: ParsableArguments, Sendable {
    /// A file with further settings; the environment wins over it.
    @Option(name: .customLong("env-file"), help: "A file of KEY=value lines; variables of the environment win over it.")
    public var environmentFile: String?

    /// The least level that is logged; wins over LOG_LEVEL.
    @Option(name: .customLong("log-level"), help: "The least level that is logged; wins over LOG_LEVEL.")
    public var logLevel: Logger.Level?

    /// For the argument parser.
    public init() {}

    /// Options as a program gives them, for tests.
    public init(environmentFile: String? = nil, logLevel: Logger.Level? = nil) {
        self.environmentFile = environmentFile
        self.logLevel = logLevel
    }
}
