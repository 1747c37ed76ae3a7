import ArgumentParser
import JobQueue
import Outbound
import Postgres
import ServiceKit

/// `bangban doctor`: whether the installation is in order.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks the settings, the database's queue schema and each service's readiness.",
        discussion:
            "Ends with status 0 when all is well, 78 when a setting is wrong, 69 when something does not answer.")

    @Flag(help: "Print the findings as JSON.")
    var json = false

    @OptionGroup var options: OperatorOptions

    func run() async throws {
        let settings = try options.settings()
        var findings = [await Self.token(settings), await Self.queue(settings)]
        for service in ServiceAddress.allCases { findings.append(await Self.service(service, settings)) }
        if json {
            try Answer.json(findings)
        } else {
            var table = TextTable(["what", "state", "detail"])
            for finding in findings { table.add([finding.what, finding.isWell ? "ok" : "WRONG", finding.detail]) }
            table.say()
        }
        let wrong = findings.filter { !$0.isWell }
        guard let first = wrong.first else { return }
        let status: OperatorStatus = wrong.contains { $0.isConfiguration } ? .configuration : .unavailable
        throw OperatorError(
            status, "\(wrong.count) of \(findings.count) checks failed, first \(first.what): \(first.detail)")
    }

    /// What one check found.
    struct Finding: Encodable, Sendable {
        var what: String
        var isWell: Bool
        var isConfiguration: Bool
        var detail: String

        enum CodingKeys: String, CodingKey {
            case what, detail
            case isWell = "ok"
            case isConfiguration = "configuration"
        }
    }

    // MARK: - Private

    private static func token(_ settings: OperatorSettings) async -> Finding {
        await check("OPERATOR_TOKEN") {
            _ = try settings.token()
            return "is set"
        }
    }

    private static func queue(_ settings: OperatorSettings) async -> Finding {
        await check("queue schema") {
            let client = try settings.database()
            do {
                try await JobQueue.migrator.check(client)
                await client.close()
            } catch {
                await client.close()
                throw error
            }
            return "is the one this program knows"
        }
    }

    private static func service(_ service: ServiceAddress, _ settings: OperatorSettings) async -> Finding {
        await check(service.name) {
            let url = try settings.url(of: service)
            let response = try await HTTPClient(timeout: .seconds(10)).send(HTTPClientRequest(url: "\(url)/readyz"))
            guard response.isSuccess else {
                throw OperatorError(.unavailable, "not ready (HTTP \(response.status)): \(response.text.prefix(300))")
            }
            return "ready at \(url)"
        }
    }

    private static func check(_ what: String, _ body: () async throws -> String) async -> Finding {
        do {
            return Finding(what: what, isWell: true, isConfiguration: false, detail: try await body())
        } catch {
            let ending = Ending(error)
            return Finding(
                what: what, isWell: false, isConfiguration: ending.status == .configuration, detail: ending.line)
        }
    }
}
