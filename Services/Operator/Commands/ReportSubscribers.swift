import ArgumentParser
import Models

extension Report {
    /// `bangban report subscribe ADDRESS`.
    struct Subscribe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Has the summary sent to an address every Monday at 08:00.")

        @Argument(help: "The e-mail address.")
        var address: String

        @Option(help: "How the mail addresses the person.")
        var name: String?

        @Option(help: "The language of the summary: zh or en.")
        var language: Language = .chinese

        @OptionGroup var options: OperatorOptions

        private struct Subscriber: Encodable {
            var email: String
            var name: String?
            var language: Language
        }

        func validate() throws { try EmailAddress.check(address) }

        func run() async throws {
            let client = try ServiceClient(.reporting, options.settings())
            let subscriber = Subscriber(email: address, name: name, language: language)
            _ = try await client.post("/v1/operator/subscribers", json: subscriber)
            Console.say("\(Masking.email(address)) gets the weekly summary")
        }
    }

    /// `bangban report unsubscribe ADDRESS`.
    struct Unsubscribe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Stops the Monday summary for somebody.")

        @Argument(help: "The e-mail address, or the id that report subscribers shows.")
        var subscriber: String

        @OptionGroup var options: OperatorOptions

        private struct Address: Encodable { var email: String }

        func validate() throws { if id == nil { try EmailAddress.check(subscriber) } }

        func run() async throws {
            let client = try ServiceClient(.reporting, options.settings())
            if let id {
                _ = try await client.delete("/v1/operator/subscribers/\(id)")
                Console.say("\(id) no longer gets the weekly summary")
            } else {
                _ = try await client.delete("/v1/operator/subscribers", json: Address(email: subscriber))
                Console.say("\(Masking.email(subscriber)) no longer gets the weekly summary")
            }
        }

        private var id: Identifier<Subscribers>? { Identifier(subscriber) }
    }

    /// `bangban report subscribers`.
    struct Subscribers: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists who gets the Monday summary.")

        @Flag(help: "Print the answer as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let body = try await ServiceClient(.reporting, options.settings()).get("/v1/operator/subscribers")
            if json { return Answer.raw(body) }
            Answer.table(
                try JSONValue(body),
                [("id", "subscriber_id"), ("address", "email"), ("name", "name"), ("language", "language")],
                empty: "nobody gets the Monday summary yet; bangban report subscribe adds somebody")
        }
    }
}
