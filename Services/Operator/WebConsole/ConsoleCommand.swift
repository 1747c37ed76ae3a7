import ArgumentParser
import Foundation
import JobQueue
import Logging
import NIOCore
import Postgres
import ServiceKit

/// `bangban console`: the queue in a browser.
struct ConsoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console", abstract: "Serves pages on which the queue is looked into and mended, until Ctrl-C.",
        discussion: """
            Works on the database itself (DATABASE_URL), so that it also works where no service runs. People sign in: \
            CONSOLE_USERS holds their names and password hashes, as console password prints them. Where it is not set, a \
            password for the user operator is made and shown on the terminal, for as long as the process runs.
            Behind a proxy that speaks https, set PUBLIC_URL to its address: cookies are Secure then.
            """,
        subcommands: [ConsolePassword.self])

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port = 8085

    @Option(help: "The address to listen on. Any other than this machine's own is for a proxy that speaks https.")
    var listen = "127.0.0.1"

    @OptionGroup var options: OperatorOptions

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be from 0 to 65535") }
    }

    /// Somebody at a terminal wants to read what was done, not a line of JSON for each request.
    private static func environment(_ settings: OperatorSettings) -> [String: String] {
        let forPeople = Console.hasTerminal ? ["LOG_FORMAT": "text", "LOG_LEVEL": "notice"] : [:]
        return settings.values.merging(forPeople) { given, _ in given }
    }

    func run() async throws {
        let settings = try options.settings()
        let runner = try ServiceRunner(
            "bangban-console", ServiceOptions(environmentFile: nil), environment: Self.environment(settings))
        var http = try HTTPSettings(runner.config, port: port)
        (http.port, http.host) = (port, listen)
        let client = try settings.database {
            $0.poolSize = 4
            $0.statementTimeout = WebConsole.statementLimit
        }
        let desk = QueueDesk(client: client, queue: JobQueue(client))
        do {
            try await JobQueue.migrator.check(client)
            let accounts = try await ConsoleAccounts(settings)
            if !["127.0.0.1", "::1", "localhost"].contains(listen), http.publicURL.scheme?.lowercased() != "https" {
                runner.logger.warning(
                    "passwords travel unencrypted: PUBLIC_URL is not https", metadata: ["listen": "\(listen)"])
            }
            let console = try WebConsole(
                desk, accounts, http, try ServiceSettings.timeZone(runner.config), runner.logger)
            let server = httpService(console.router(http), http, logger: runner.logger) { [listen] port in
                let host = listen.contains(":") ? "[\(listen)]" : listen
                Console.say("the console is at http://\(host):\(port)/")
                if let password = accounts.generatedPassword {
                    Console.say("sign in as \(ConsoleAccounts.generatedName) with the password \(password)")
                }
            }
            try await runner.run([client, server])
        } catch let error as IOError {
            await client.close()
            throw OperatorError(.unavailable, "cannot listen on \(listen) port \(port): \(error)")
        } catch {
            await client.close()
            throw error
        }
    }
}
