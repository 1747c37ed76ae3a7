import Foundation
import Outbound
import Postgres
import TestKit

/// The whole house for one test: a database, a mail catcher, and the four services as processes of their own, each with
/// its own role.
final class House: Sendable {
    let database: TestDatabase
    let mail: MailCatcher
    let intake: ServiceProcess
    let notification: ServiceProcess
    let talentPool: ServiceProcess
    let reporting: ServiceProcess
    let operatorToken = Secrets.token()
    private let http = HTTPClient(timeout: .seconds(60))
    private let common: [String: String]

    var services: [ServiceProcess] { [intake, notification, talentPool, reporting] }

    /// Describes a house on the running test's database. `url` says how a role reaches it, a pooler say.
    init(
        mail: MailCatcher, settings: [String: String] = [:],
        url: (String) -> String = { TestDatabase.current.url(role: $0) }
    ) throws {
        database = TestDatabase.current
        self.mail = mail
        common = [
            "HTTP_HOST": "127.0.0.1", "HTTP_RATE_LIMIT": "0", "CONTACT_KEY": Secrets.key(), "LOG_LEVEL": "info",
            "OPERATOR_TOKEN_SHA256": Secrets.sha256(operatorToken),
        ].merging(settings) { $1 }
        let mailSettings = [
            "SMTP_URL": mail.url, "SMTP_TLS": "none", "MAIL_FROM": "no-reply@bangban.example",
            "DELIVERY_RETRY_BASE": "200ms",
        ]
        intake = try Self.service("intake", "bangban_intake", common, url)
        notification = try Self.service(
            "notification", "bangban_notification", common.merging(mailSettings) { $1 }, url)
        talentPool = try Self.service("talent-pool", "bangban_talent_pool", common, url)
        reporting = try Self.service("reporting", "bangban_reporting", common, url)
    }

    /// Migrates, starts everything and loads catalogue, divisions, calendar and helpers.
    func open() async throws {
        try await bangban("migrate")
        for service in services { try await migrate(service) }
        for service in services { try await service.startReady(within: .seconds(60)) }
        let data = TestRepository.root.appending(path: "deploy/data")
        try await bangban("catalogue", "load", data.appending(path: "service-items.csv").path)
        try await bangban("divisions", "load", data.appending(path: "divisions.csv").path)
        try await bangban("calendar", "load", data.appending(path: "state-council-calendar.csv").path)
    }

    /// Runs the operator's command line; fails unless it ends with `status`. Returns what it printed.
    @discardableResult
    func bangban(_ arguments: String..., status: Int32 = 0) async throws -> String {
        let environment = [
            "DATABASE_URL": database.url(role: "bangban_operator"),
            "MIGRATION_DATABASE_URL": database.url(role: "bangban_owner"), "OPERATOR_TOKEN": operatorToken,
            "INTAKE_URL": intake.url(), "NOTIFICATION_URL": notification.url(), "TALENT_POOL_URL": talentPool.url(),
            "REPORTING_URL": reporting.url(),
        ]
        let run = try await ServiceProcess.run("bangban", arguments, environment: environment, within: .seconds(300))
        guard run.status == status else {
            throw HouseError("bangban \(arguments.joined(separator: " ")) ended with \(run.status): \(run.errors)")
        }
        return run.output
    }

    /// Sends a request with a JSON body and a bearer token, on condition of a version; returns status and decoded JSON.
    func send(
        _ method: HTTPMethod, _ url: String, bearer: String? = nil, key: String? = nil, version: Int? = nil,
        json: [String: Any]? = nil
    ) async throws -> (status: Int, json: [String: Any]) {
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        if let bearer { headers["Authorization"] = "Bearer \(bearer)" }
        if let key { headers["Idempotency-Key"] = key }
        if let version { headers["If-Match"] = "\"v\(version)\"" }
        let body = try json.map { [UInt8](try JSONSerialization.data(withJSONObject: $0)) } ?? []
        let response = try await http.send(
            HTTPClientRequest(method: method, url: url, headers: headers, body: body))
        let decoded = try? JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        return (response.status, decoded ?? [:])
    }

    /// A second process of the same service, on a port of its own.
    func anotherReporting() throws -> ServiceProcess {
        try Self.service("reporting", "bangban_reporting", common) { database.url(role: $0) }
    }

    /// What a page without sign-in says.
    static func text(_ url: String) async throws -> String {
        try await HTTPClient(timeout: .seconds(10)).send(HTTPClientRequest(url: url)).text
    }

    /// Enrols a kiosk in Saihan district; returns its id and credential.
    func enrolKiosk(_ name: String = "hall-1") async throws -> (id: String, credential: String) {
        let printed = try await bangban("kiosk", "enrol", name, "--region", "150105", "--json")
        let enrolment = try JSONSerialization.jsonObject(with: Data(printed.utf8)) as? [String: Any]
        guard let code = enrolment?["code"] as? String else { throw HouseError("no code in \(printed)") }
        let answer = try await send(.post, intake.url("/v1/kiosks/enrolment"), json: ["code": code])
        guard let id = answer.json["kiosk_id"] as? String, let credential = answer.json["credential"] as? String else {
            throw HouseError("the enrolment was answered with \(answer)")
        }
        return (id, credential)
    }

    // MARK: - Private

    private static func service(
        _ name: String, _ role: String, _ common: [String: String], _ url: (String) -> String
    ) throws -> ServiceProcess {
        let port = try ServiceProcess.freePort()
        let own = ["DATABASE_URL": url(role), "HTTP_PORT": "\(port)", "PUBLIC_URL": "http://127.0.0.1:\(port)"]
        return try ServiceProcess(name, arguments: ["serve"], environment: common.merging(own) { $1 })
    }

    private func migrate(_ service: ServiceProcess) async throws {
        let environment = service.environment.merging(
            ["MIGRATION_DATABASE_URL": database.url(role: "bangban_owner")]) { $1 }
        let run = try await ServiceProcess.run(service.name, ["migrate"], environment: environment)
        guard run.status == 0 else {
            throw HouseError("\(service.name) migrate ended with \(run.status): \(run.errors)\(run.output)")
        }
    }
}

/// What went wrong around a test, with the process's own words.
struct HouseError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
