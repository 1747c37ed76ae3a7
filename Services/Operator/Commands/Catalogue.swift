import ArgumentParser

/// `bangban catalogue`: the service items (事项目录).
struct Catalogue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue", abstract: "The service items (事项目录).", subcommands: [Load.self])

    /// `bangban catalogue load FILE`.
    struct Load: LoadingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Loads the service items.",
            discussion: "A changed item becomes a new version; one that is no longer in the file ends.")

        static let target = ReferenceFile(
            service: .intake, path: "/v1/operator/service-items",
            columns: [
                "code", "name_zh", "name_en", "department_zh", "department_en", "type", "handling_type",
                "promised_limit", "category",
            ])

        @Argument(help: "A CSV file with a header row, in UTF-8.")
        var file: String

        @Flag(help: "Print the answer as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions
    }
}
