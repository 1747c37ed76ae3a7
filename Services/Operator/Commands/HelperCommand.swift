import ArgumentParser

/// `bangban helper`: people who help (帮办人员).
struct HelperCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "helper", abstract: "People who help (帮办人员).", subcommands: [Load.self])

    /// `bangban helper load FILE`.
    struct Load: LoadingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Loads helpers.", discussion: "Helpers are recognised by external_id.")

        static let target = ReferenceFile(
            service: .talentPool, path: "/v1/operator/helpers",
            columns: ["external_id", "name", "email", "phone", "region_code", "skills", "capacity"])

        @Argument(help: "A CSV file with a header row, in UTF-8.")
        var file: String

        @Flag(help: "Print the answer as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions
    }
}
