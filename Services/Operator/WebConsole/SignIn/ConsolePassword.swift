import ArgumentParser
import ServiceKit

/// `bangban console password NAME`.
struct ConsolePassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password",
        abstract: "Prints the line of the environment that lets somebody sign in at the console.",
        discussion: """
            The password comes from BANGBAN_PASSWORD or is asked for at the terminal. For several people, put what stands \
            between the quotes of their lines into one, separated by blanks.
            """)

    @Argument(help: "The name to sign in with.")
    var name: String

    func validate() throws {
        guard ConsoleAccounts.isName(name) else {
            throw ValidationError("'\(name)' is not \(ConsoleAccounts.nameForm)")
        }
    }

    func run() async throws {
        let settings = try OperatorSettings(environmentFile: nil)
        guard let password = try settings.password ?? Console.askNewSecret("Password for \(name): ") else {
            throw OperatorError(.usage, "set BANGBAN_PASSWORD, or run this at a terminal")
        }
        guard password.count >= ConsoleAccounts.passwordMinimum else {
            throw OperatorError(.usage, "the password must have at least \(ConsoleAccounts.passwordMinimum) characters")
        }
        // In single quotes: a shell that reads the file would take $15 for a variable.
        Console.say("CONSOLE_USERS='\(name):\(try await PasswordHash.make(of: password).text)'")
    }
}
