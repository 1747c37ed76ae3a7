import ArgumentParser
import Models

/// `bangban kiosk`: self-service terminals (自助终端).
struct Kiosk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Self-service terminals.", subcommands: [Enrol.self, List.self, Revoke.self])

    /// `bangban kiosk enrol hall-1 --region 150105`.
    struct Enrol: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a one-time code that a terminal trades for its credential.")

        @Argument(help: "A name for the terminal, such as the hall and its number.")
        var name: String

        @Option(help: "The region it stands in, such as 150105.")
        var region: String

        @Flag(help: "Print the answer as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        private struct NewKiosk: Encodable {
            var name: String
            var regionCode: String
        }

        func validate() throws {
            do { _ = try RegionCode(region) } catch { throw ValidationError("--region: \(error)") }
        }

        func run() async throws {
            let client = try ServiceClient(.intake, options.settings())
            let body = try await client.post("/v1/operator/kiosks", json: NewKiosk(name: name, regionCode: region))
            if json { return Answer.raw(body) }
            let answer = try JSONValue(body)
            Console.say("code \(answer["code"].text), valid until \(answer["expires_at"].text)")
        }
    }

    /// `bangban kiosk list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the terminals.")

        @Flag(help: "Print the answer as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let body = try await ServiceClient(.intake, options.settings()).get("/v1/operator/kiosks")
            if json { return Answer.raw(body) }
            Answer.table(
                try JSONValue(body),
                [
                    ("id", "kiosk_id"), ("name", "name"), ("region", "region_code"), ("enrolled", "enrolled_at"),
                    ("revoked", "revoked_at"),
                ], empty: "no terminals yet; bangban kiosk enrol adds one")
        }
    }

    /// `bangban kiosk revoke hall-1`.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a terminal's credential away; its next request is refused.")

        @Argument(help: "The terminal's name or id, as kiosk list shows them.")
        var name: String

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            let client = try ServiceClient(.intake, options.settings())
            let kiosks = try JSONValue(try await client.get("/v1/operator/kiosks")).items
            guard let kiosk = kiosks.first(where: { $0["name"].text == name || $0["kiosk_id"].text == name }) else {
                throw OperatorError(.badData, "no kiosk is called '\(name)'; bangban kiosk list shows them")
            }
            _ = try await client.post("/v1/operator/kiosks/\(kiosk["kiosk_id"].text)/revocation")
            Console.say("\(kiosk["name"].text) is revoked")
        }
    }
}
