import ArgumentParser

/// The options of every command that talks to an installation.
struct OperatorOptions: ParsableArguments {
    @Option(name: .customLong("env-file"), help: "A file of KEY=value lines; variables of the environment win over it.")
    var environmentFile: String?

    /// The settings that the environment and the file give.
    func settings() throws -> OperatorSettings { try OperatorSettings(environmentFile: environmentFile) }
}
