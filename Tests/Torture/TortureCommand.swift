import ArgumentParser

/// Proves the queue against a storm: producers, workers, faults, and a count at the end.
@main
struct TortureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "torture",
        abstract: "Proves that under any fault every committed message takes effect exactly once.",
        subcommands: [StormCommand.self, WorkerCommand.self], defaultSubcommand: StormCommand.self)
}
