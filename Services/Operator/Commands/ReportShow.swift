import ArgumentParser
import Models

extension Report {
    /// `bangban report show 2024-W28`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a week's figures as Reporting derived them from events.")

        @Argument(help: "The ISO week, such as 2024-W28.", transform: ISOWeek.argument)
        var week: ISOWeek

        @Flag(help: "Print the answer as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let client = try ServiceClient(.reporting, options.settings())
            let body = try await client.get("/v1/operator/reports/weekly/\(week)")
            if json { return Answer.raw(body) }
            for line in try WeekSheet(JSONValue(body)).lines { Console.say(line) }
        }
    }
}
