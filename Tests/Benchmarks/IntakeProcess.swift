import Foundation
import Models
import Outbound
import ServiceKit
import TestTools

/// The real `intake`, with the reference data of `deploy/data` and one enrolled kiosk.
struct IntakeProcess: Sendable {
    let port: Int
    /// What the kiosk shows with each request.
    let credential: String
    /// An application for the first item with a promised time that kiosks offer.
    let application: [UInt8]

    /// Where the items, divisions and days are.
    private static let data = URL(filePath: "deploy/data")
    private static let region = "150105"

    /// Migrates, starts it, and runs the body while it serves.
    static func run<T>(on bench: Bench, _ body: (IntakeProcess) async throws -> T) async throws -> T {
        let token = SecretToken.random()
        let port = try FreePort.find()
        let environment = [
            "DATABASE_URL": bench.url(role: "bangban_intake"),
            "MIGRATION_DATABASE_URL": bench.url(role: "bangban_owner"),
            "DATABASE_POOL_SIZE": "\(Kiosk.databaseConnections)",
            "HTTP_HOST": "127.0.0.1", "HTTP_PORT": "\(port)", "HTTP_RATE_LIMIT": "0",
            "OPERATOR_TOKEN_SHA256": token.hash.hex,
            "CONTACT_KEY": Data((0..<32).map { _ in UInt8.random(in: 0 ... .max) }).base64EncodedString(),
        ]
        let program = Subprocess.programsFolder.appending(path: "intake").path
        try await Subprocess.run([program, "migrate"], environment: environment)
        return try await Subprocess.run([program, "serve"], environment: environment) { _ in
            try await body(try await OwnThread.run { try furnished(port, token.text) })
        }
    }

    /// A submission with a key of its own.
    func submit(on connection: inout KioskConnection) throws {
        let headers = [
            "Content-Type": "application/json", "Authorization": "Bearer \(credential)",
            "Idempotency-Key": UUID().uuidString,
        ]
        let answer = try connection.send("POST", "/v1/cases", headers, body: application)
        guard answer.status == 201 else { throw Self.refused("a submission", answer) }
    }

    // MARK: - Private

    /// Waits until it is ready, loads the reference data and enrols the kiosk.
    private static func furnished(_ port: Int, _ token: String) throws -> IntakeProcess {
        var connection = try ready(port)
        let bearer = ["Authorization": "Bearer \(token)"]
        func send(_ method: String, _ path: String, _ type: String, _ body: Data) throws -> [UInt8] {
            let headers = bearer.merging(["Content-Type": type, "Idempotency-Key": UUID().uuidString]) { $1 }
            let answer = try connection.send(method, path, headers, body: Array(body))
            guard (200..<300).contains(answer.status) else { throw refused(path, answer) }
            return answer.body
        }
        let files = [
            ("service-items", "service-items.csv"), ("regions", "divisions.csv"),
            ("calendar", "state-council-calendar.csv"),
        ]
        for (path, file) in files {
            _ = try send(
                "PUT", "/v1/operator/\(path)", "text/csv; charset=utf-8", Data(contentsOf: data.appending(path: file)))
        }
        func post(_ path: String, _ json: [String: String], _ field: String) throws -> String {
            let answer = try send("POST", path, "application/json", JSONEncoder().encode(json))
            return try JSONDecoder().decode([String: String?].self, from: Data(answer))[field].flatMap(\.self) ?? ""
        }
        let code = try post("/v1/operator/kiosks", ["name": "hall-1", "region_code": region], "code")
        let credential = try post("/v1/kiosks/enrolment", ["code": code], "credential")
        return IntakeProcess(port: port, credential: credential, application: try application())
    }

    private static func ready(_ port: Int) throws -> KioskConnection {
        let limit = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < limit {
            if var connection = try? KioskConnection(port: port),
                try connection.send("GET", "/readyz").status == 200
            {
                return connection
            }
            usleep(20_000)
        }
        throw Subprocess.Failure("intake did not become ready within 30 s")
    }

    private static func application() throws -> [UInt8] {
        let file = try Data(contentsOf: data.appending(path: "service-items.csv"))
        let items = try CSVTable(Array(file), required: ["code", "kiosk", "handling_type"]).rows
        let item = items.first {
            $0["kiosk"] == "true" && $0["handling_type"] == "promised" && $0["help_skill"].isEmpty
        }
        return Array(
            """
            {"item_code": "\(item?["code"] ?? "")", "region_code": "\(region)", "applicant":
             {"name": "示例甲", "phone": "13800000000", "email": "applicant@example.org"}}
            """.utf8)
    }

    private static func refused(_ what: String, _ answer: (status: Int, body: [UInt8])) -> Subprocess.Failure {
        Subprocess.Failure(
            "\(what) was answered with \(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
    }
}
