import ArgumentParser

/// `bangban user`: people who work at the desk.
struct User: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "People who work at the desk.", subcommands: [Add.self])

    /// `bangban user add clerk --name …`.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds a person who may sign in at /desk.",
            discussion: """
                The password comes from BANGBAN_PASSWORD or is asked for at the terminal; it never stands on the command \
                line, where others can read it.
                """)

        @Argument(help: "The name to sign in with.")
        var username: String

        @Option(name: .customLong("name"), help: "The name that others see; the user name unless given.")
        var displayName: String?

        @Option(help: "What the person may do: clerk or supervisor.")
        var role = "clerk"

        @Flag(help: "Print the answer as JSON.")
        var json = false

        @OptionGroup var options: OperatorOptions

        private struct NewUser: Encodable {
            var username: String
            var displayName: String
            var role: String
            var password: String?
        }

        func run() async throws {
            let settings = try options.settings()
            let client = try ServiceClient(.intake, settings)
            // Without one from the environment or the terminal, Intake makes it.
            let user = NewUser(
                username: username, displayName: displayName ?? username, role: role,
                password: try settings.password ?? Console.askNewSecret("Password for \(username): "))
            let body = try await client.post("/v1/operator/users", json: user)
            if json { return Answer.raw(body) }
            let answer = try JSONValue(body)
            Console.say("\(username) may sign in as \(role)")
            let generated = answer["password"].text
            if user.password == nil, !generated.isEmpty { Console.say("password: \(generated)") }
        }
    }
}
