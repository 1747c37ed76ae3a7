import ArgumentParser
import Models

/// `bangban deadline 2026-09-18T17:30 60m`: a due time and how it comes about.
struct DeadlineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deadline", abstract: "Computes a due time and prints why, line by line.",
        discussion: """
            Asks Intake, which knows the State Council's calendar.
            Limits: 5wd working days, 3d calendar days, 3dr calendar days rolled forward off rest days, 60m or 2h of \
            business hours, 120em elapsed minutes.
            """)

    @Argument(help: "When the clock starts: 2026-09-18T17:30, or with an offset.")
    var from: String

    @Argument(help: "The limit, such as 60m, 5wd or 3d.")
    var limit: String

    @Flag(help: "Print the answer as JSON.")
    var json = false

    @Option(help: "The language of the explanation: zh or en.")
    var language: String = "zh"

    @OptionGroup var options: OperatorOptions

    func validate() throws {
        guard LocalDateTime(from) != nil || Models.RFC3339.date(from) != nil else {
            throw ValidationError("'\(from)' is not a time; expected 2026-09-18T17:30 or 2026-09-18T17:30:00+08:00")
        }
        do { _ = try TimeLimit(limit) } catch { throw ValidationError("\(error)") }
        guard Language(rawValue: language) != nil else {
            throw ValidationError("'\(language)' is not a language; expected zh or en")
        }
    }

    func run() async throws {
        let client = try ServiceClient(.intake, options.settings())
        let body = try await client.get(
            "/v1/operator/deadline", [("from", from), ("limit", limit), ("lang", language)])
        if json { return Answer.raw(body) }
        let answer = try JSONValue(body)
        Console.say(answer["due"].text)
        for line in answer["explanation"].items { Console.say("  \(line.text)") }
    }
}
