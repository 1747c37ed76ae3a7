import ArgumentParser

/// `bangban sample`: data to try an installation with. Everything but regions is generated.
struct Sample: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes generated data to try an installation with.",
        subcommands: [HotlineWeekCommand.self, HelpersCommand.self])
}
