import Foundation
import Models
import Outbound
import Postgres
import TestKit

/// What a person asks for in these tests.
enum Draft {
    case application
    case help

    static let applicantMail = "applicant@example.org"

    var json: [String: Any] {
        let applicant: [String: Any] = ["name": "测试甲", "phone": "13800000000", "email": Self.applicantMail]
        return switch self {
        case .application: ["item_code": Self.itemCode, "region_code": "150105", "applicant": applicant]
        case .help:
            [
                "kind": "help", "help_skill": "accompaniment", "region_code": "150105", "summary": "办理材料需要陪同",
                "content": "第一次办理，不知道需要哪些材料。", "applicant": applicant,
            ]
        }
    }

    /// The first item that kiosks offer.
    static let itemCode: String = {
        let file = TestRepository.root.appending(path: "deploy/data/service-items.csv")
        let bytes = (try? Data(contentsOf: file)).map { [UInt8]($0) } ?? []
        let rows = (try? CSVTable(bytes, required: ["code", "kiosk"]))?.rows ?? []
        return rows.first { $0["kiosk"] == "true" && $0["help_skill"].isEmpty }.map { $0["code"] } ?? ""
    }()
}

extension House {
    func submit(_ draft: Draft, from kiosk: String, key: String) async throws -> (status: Int, json: [String: Any]) {
        try await send(.post, intake.url("/v1/cases"), bearer: kiosk, key: key, json: draft.json)
    }

    /// Sends requests for help one after another, each under its own key, again and again until it is answered: as a kiosk
    /// does whose network comes and goes.
    func submitAll(_ count: Int, from kiosk: String) async throws {
        for number in 1...count {
            let limit = ContinuousClock.now + .seconds(60)
            while true {
                if let answer = try? await submit(.help, from: kiosk, key: "request-\(number)"), answer.status == 201 {
                    break
                }
                guard ContinuousClock.now < limit else {
                    throw HouseError("request \(number) was not taken in a minute")
                }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    /// Takes a new case to its end, as a clerk does: looks at it again whenever something else has changed it meanwhile.
    func close(_ caseID: String) async throws {
        let url = intake.url("/v1/operator/cases/\(caseID)")
        let moves = [
            ["action": "accept"], ["action": "dispatch", "department": "民政局"], ["action": "sign"],
            ["action": "reply", "outcome": "solved", "text": "已陪同办理。"],
            ["action": "follow_up", "follow_up": "satisfied"], ["action": "close"],
        ]
        for move in moves {
            try await eventually("the case takes \(move)") {
                let seen = try await send(.get, url, bearer: operatorToken).json["case"] as? [String: Any]
                let answer = try await send(
                    .post, url + "/actions", bearer: operatorToken, version: seen?["version"] as? Int, json: move)
                guard [200, 412].contains(answer.status) else {
                    throw HouseError("\(move) was answered with \(answer)")
                }
                return answer.status == 200
            }
        }
    }

    /// Registers helpers who accompany people in Saihan district.
    func loadHelpers(capacity: Int = 3) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "helpers-\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        let rows = """
            external_id,name,email,phone,region_code,skills,capacity,language
            h1,示例甲,helper-1@example.org,13800000001,150105,accompaniment:5,\(capacity),zh
            h2,示例乙,helper-2@example.org,13800000002,150102,accompaniment:4,\(capacity),zh

            """
        try Data(rows.utf8).write(to: file)
        try await bangban("helper", "load", file.path)
    }

    /// Rows of a table as the superuser sees it: services see their own alone.
    func count(_ from: String) async throws -> Int {
        try await database.client().query("SELECT count(*) FROM \(unescaped: from)").first.map {
            try $0.decode(Int.self)
        } ?? 0
    }

    func ledgerActions(of caseID: String) async throws -> [String] {
        try await database.client().query(
            "SELECT action FROM intake.ledger_entry WHERE case_id = \(caseID)::uuid ORDER BY seq"
        ).map { try $0.decode(String.self) }
    }

    /// Waits until a condition over several processes holds.
    func eventually(
        _ what: String, within limit: Duration = .seconds(30), _ condition: () async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + limit
        while try await !condition() {
            guard ContinuousClock.now < end else { throw HouseError("not within \(limit): \(what)") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
