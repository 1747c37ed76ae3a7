import ArgumentParser

/// `bangban import`: brings in what other systems collected.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings in what other systems collected.", subcommands: [HotlineCommand.self])

    /// `bangban import hotline FILE`.
    struct HotlineCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "hotline", abstract: "Streams a hotline's CSV export into Intake; each row becomes a case.",
            discussion: """
                Columns: external_id,received_at,kind,handling,summary,content,region_code,contact_name,contact_phone; others \
                are left alone. UTF-8, a header row, RFC 4180. kind is one of consultation, help, suggestion, complaint, \
                thanks, other; handling is direct or dispatched; received_at is RFC 3339.
                Rows that cannot be taken go to FILE.rejected.csv with line, column and reason, and the others go in. A row is \
                known by its external_id: importing a file again, or going on after an interruption, adds what is missing.
                Ends with status 0, with 65 when rows were rejected, with 75 when Intake was lost on the way.
                """)

        @Argument(help: "The CSV file, of any size; - for standard input.")
        var file: String

        @Option(help: "Where rejected rows go; FILE.rejected.csv unless given.")
        var rejects: String?

        @Option(name: .customLong("chunk-rows"), help: "How many rows are sent at a time.")
        var chunkRows = 5000

        @Option(help: "How many chunks are on their way at a time.")
        var parallel = 4

        @Flag(help: "Print the result as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func validate() throws {
            guard (1...10_000).contains(chunkRows) else {
                throw ValidationError("--chunk-rows must be from 1 to 10000")
            }
            guard (1...8).contains(parallel) else { throw ValidationError("--parallel must be from 1 to 8") }
        }

        func run() async throws {
            let sender = HotlineSender(try ServiceClient(.intake, options.settings(), timeout: .seconds(120)))
            let source = try HotlineFile(file, chunkRows: chunkRows)
            let rejectPath = rejects ?? (file == "-" ? "hotline.rejected.csv" : "\(file).rejected.csv")
            let importer = HotlineImporter(
                sender: sender, parallel: parallel, rejects: RejectFile(rejectPath, header: source.header),
                progress: ImportProgress(bytes: source.size))
            let result = try await importer.run(source)
            if json {
                try Answer.json(result)
            } else {
                Console.say("\(file): \(result)")
            }
            guard result.rejected == 0 else {
                throw OperatorError(.badData, "\(result.rejected) rows were rejected; see \(rejectPath)")
            }
        }
    }
}
