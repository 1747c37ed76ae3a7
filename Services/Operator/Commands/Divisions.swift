import ArgumentParser

/// `bangban divisions`: the administrative divisions (行政区划).
struct Divisions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "divisions", abstract: "The administrative divisions (行政区划).", subcommands: [Load.self])

    /// `bangban divisions load FILE`.
    struct Load: LoadingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Loads the administrative divisions.",
            discussion: "Divisions that are not in the file are withdrawn.")

        static let target = ReferenceFile(
            service: .intake, path: "/v1/operator/regions", columns: ["code", "name", "level", "parent"])

        @Argument(help: "A CSV file with a header row, in UTF-8.")
        var file: String

        @Flag(help: "Print the answer as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions
    }
}
