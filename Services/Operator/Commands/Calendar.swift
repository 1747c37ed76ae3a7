import ArgumentParser

/// `bangban calendar`: the working-day calendar (工作日历).
struct Calendar: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "The working-day calendar (工作日历).", subcommands: [Load.self])

    /// `bangban calendar load FILE`.
    struct Load: LoadingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Loads the State Council's days off and make-up working days.",
            discussion: "Each year that is in the file replaces that year.")

        static let target = ReferenceFile(
            service: .intake, path: "/v1/operator/calendar", columns: ["date", "kind", "name"])

        @Argument(help: "A CSV file with a header row, in UTF-8.")
        var file: String

        @Flag(help: "Print the answer as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions
    }
}
