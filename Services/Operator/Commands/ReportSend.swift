import ArgumentParser
import Models

extension Report {
    /// `bangban report send 2024-W28 --to director@example.org`.
    struct Send: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Freezes a week's figures and has the summary delivered by e-mail.",
            discussion: "Sending the same week to the same address again delivers nothing a second time.")

        @Argument(help: "The ISO week, such as 2024-W28.", transform: ISOWeek.argument)
        var week: ISOWeek

        @Option(help: "The e-mail address.")
        var to: String

        @Option(help: "The language of the summary: zh or en.")
        var language: Language = .chinese

        @Flag(help: "Print the answer as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        private struct Order: Encodable {
            var to: String
            var language: Language
        }

        func validate() throws { try EmailAddress.check(to) }

        func run() async throws {
            let client = try ServiceClient(.reporting, options.settings(), timeout: .seconds(120))
            let order = Order(to: to, language: language)
            let body = try await client.post("/v1/operator/reports/weekly/\(week)/deliveries", json: order)
            if json { return Answer.raw(body) }
            let answer = try JSONValue(body)
            let id = answer["delivery_id"].text
            Console.say(
                answer["already_sent"] == .bool(true)
                    ? "\(week) was sent to this address before (delivery \(id)); nothing is sent again"
                    : "\(week) is on its way (delivery \(id))")
        }
    }

    /// `bangban report deliveries 2024-W28`.
    struct Deliveries: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists to whom a week was sent, and how it went.")

        @Argument(help: "The ISO week, such as 2024-W28.", transform: ISOWeek.argument)
        var week: ISOWeek

        @Flag(help: "Print the answer as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let client = try ServiceClient(.reporting, options.settings())
            let body = try await client.get("/v1/operator/reports/weekly/\(week)/deliveries")
            if json { return Answer.raw(body) }
            Answer.table(
                try JSONValue(body),
                [
                    ("delivery", "delivery_id"), ("recipient", "recipient"), ("language", "language"),
                    ("requested", "requested_at"), ("delivered", "delivered_at"), ("failed", "failed_at"),
                    ("why", "failure"),
                ], empty: "\(week) was sent to nobody yet")
        }
    }
}

extension EmailAddress {
    /// Refuses an address of the command line before anything is sent.
    static func check(_ text: String) throws {
        do { _ = try EmailAddress(text) } catch { throw ValidationError("\(error)") }
    }
}
