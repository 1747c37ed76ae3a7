import Configuration
import Foundation
import HTTPTypes
import Hummingbird
import JobQueue
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import IntakeService

@Suite("The API over HTTP", .database(JobQueue.migrator, IntakeSchema.migrator), .timeLimit(.minutes(5)))
struct RoutesTests {
    private static let token = "operator-token"

    private func client(_ fixture: IntakeFixture) throws -> RouterClient {
        let config = ConfigReader(environment: ["HTTP_PORT": "0"])
        let router = serviceRouter(
            try HTTPSettings(config, port: 8081), service: "intake", readiness: Readiness([]))
        IntakeRoutes(intake: fixture.intake, operatorToken: TokenHash(hashing: Self.token)).add(to: router)
        try router.validate()
        return RouterClient(router)
    }

    private let asOperator: HTTPFields = [.authorization: "Bearer \(token)"]

    @Test("a kiosk is registered, enrolled, submits a request, and is refused once it is revoked")
    func kiosk() async throws {
        let fixture = try await IntakeFixture()
        let client = try client(fixture)
        let registered = try await client.send(
            .post, "/v1/operator/kiosks", headers: asOperator, json: #"{"name":"九号机","region_code":"150105"}"#)
        #expect(registered.status == .created)
        let code = try #require(try registered.object()["code"] as? String)
        let id = try #require(try registered.object()["kiosk_id"] as? String)
        let enrolled = try await client.send(.post, "/v1/kiosks/enrolment", json: #"{"code":"\#(code)"}"#)
        #expect(enrolled.status == .created)
        let credential = try #require(try enrolled.object()["credential"] as? String)
        let body = #"{"item_code":"permit","applicant":{"name":"张三丰","email":"zhang@example.org"}}"#
        let headers: HTTPFields = [
            .authorization: "Bearer \(credential)", .idempotencyKey: "0193-a-fresh-key",
        ]
        let first = try await client.send(.post, "/v1/cases", headers: headers, json: body)
        #expect(first.status == .created)
        let receipt = try first.object()
        #expect(receipt["state"] as? String == "accepted")
        #expect(receipt["promised_due"] is String)
        let second = try await client.send(.post, "/v1/cases", headers: headers, json: body)
        #expect(second.status == .created)
        #expect(second.body == first.body)
        #expect(second.headers[try #require(HTTPField.Name("Idempotent-Replayed"))] == "true")
        let number = try #require(receipt["case_number"] as? String)
        let tracking = try #require(receipt["tracking_code"] as? String)
        let tracked = try await client.send(.get, "/v1/cases/\(number)?code=\(tracking)")
        #expect(tracked.status == .ok)
        #expect(try tracked.object()["masked_name"] as? String == "张*丰")
        _ = try await client.send(.post, "/v1/operator/kiosks/\(id)/revocation", headers: asOperator)
        let refused = try await client.send(.post, "/v1/cases", headers: headers, json: body)
        #expect(refused.status == .unauthorized)
        #expect(try refused.object()["type"] as? String == "urn:bangban:problem:kiosk-revoked")
    }

    @Test("a request of the wrong shape, depth, size or media type has its own problem")
    func badBodies() async throws {
        let fixture = try await IntakeFixture()
        let client = try client(fixture)
        let enrolment = try await fixture.intake.kiosks.register(name: "坏网机", regionCode: "150105")
        let credential = try await fixture.intake.kiosks.enrol(code: enrolment.code).credential
        let headers: HTTPFields = [.authorization: "Bearer \(credential)", .idempotencyKey: "0193-a-fresh-key"]
        let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        let huge = #"{"summary":""# + String(repeating: "x", count: 2 << 20) + #""}"#
        for (body, status, type) in [
            (#"{"applicant":7}"#, 400, "malformed-request"), (deep, 400, "json-too-deep"),
            ("{", 400, "malformed-request"), (huge, 413, "body-too-large"),
            (#"{"applicant":{"name":"x"},"kind":"nonsense"}"#, 400, "malformed-request"),
        ] {
            let response = try await client.send(.post, "/v1/cases", headers: headers, json: body)
            #expect(response.status.code == status)
            #expect(try response.object()["type"] as? String == "urn:bangban:problem:\(type)")
        }
        let noKey = try await client.send(
            .post, "/v1/cases", headers: [.authorization: "Bearer \(credential)"], json: "{}")
        #expect(try noKey.object()["type"] as? String == "urn:bangban:problem:idempotency-key-missing")
        let text = try await client.send(
            .post, "/v1/cases", headers: headers, body: Array("{}".utf8))
        #expect(text.status == .unsupportedMediaType)
    }

    @Test(
        "the operator's routes are shut to everybody else",
        arguments: [
            "/v1/operator/kiosks", "/v1/operator/cases", "/v1/operator/ledger/verification",
            "/v1/operator/deadline?from=2026-09-18T17:30&limit=60m",
        ])
    func operatorOnly(_ path: String) async throws {
        let client = try client(try await IntakeFixture())
        #expect(try await client.send(.get, path).status == .unauthorized)
        let wrong: HTTPFields = [.authorization: "Bearer wrong"]
        #expect(try await client.send(.get, path, headers: wrong).status == .unauthorized)
    }

    @Test("a due time comes with its explanation, and past the calendar with its own problem")
    func deadline() async throws {
        let fixture = try await IntakeFixture(calendar: Self.calendar2026)
        let client = try client(fixture)
        let answer = try await client.send(
            .get, "/v1/operator/deadline?from=2026-09-18T17:30&limit=60m", headers: asOperator)
        #expect(try answer.object()["due"] as? String == "2026-09-20T09:30:00+08:00")
        #expect((try answer.object()["explanation"] as? [String])?.isEmpty == false)
        let beyond = try await client.send(
            .get, "/v1/operator/deadline?from=2026-12-18T10:00&limit=10wd", headers: asOperator)
        #expect(beyond.status == .conflict)
        #expect(try beyond.object()["type"] as? String == "urn:bangban:problem:calendar-not-loaded")
        let bad = try await client.send(.get, "/v1/operator/deadline?from=soon&limit=5wd", headers: asOperator)
        #expect(bad.status == .unprocessableContent)
    }

    @Test("a case is moved with If-Match, and a stale tag is refused")
    func moves() async throws {
        let fixture = try await IntakeFixture()
        let client = try client(fixture)
        let id = try await fixture.submit(fixture.application()).caseID
        let opened = try await client.send(.get, "/v1/operator/cases/\(id)", headers: asOperator)
        var headers = asOperator
        headers[.ifMatch] = opened.headers[.eTag]
        let move = #"{"action":"dispatch","department":"民政局"}"#
        let moved = try await client.send(.post, "/v1/operator/cases/\(id)/actions", headers: headers, json: move)
        #expect(moved.status == .ok)
        #expect(moved.headers[.eTag] != opened.headers[.eTag])
        let stale = try await client.send(.post, "/v1/operator/cases/\(id)/actions", headers: headers, json: move)
        #expect(stale.status == .preconditionFailed)
        let blind = try await client.send(.post, "/v1/operator/cases/\(id)/actions", headers: asOperator, json: move)
        #expect(blind.status.code == 428)
    }

    @Test("reference data, hotline exports and the ledger's verification go over HTTP")
    func operations() async throws {
        let fixture = try await IntakeFixture()
        let client = try client(fixture)
        var headers = asOperator
        headers[.contentType] = "text/csv"
        let body = ReferenceSample.hotline([
            ReferenceSample.hotlineRow("H-1"), ReferenceSample.hotlineRow("H-2", kind: "?"),
        ])
        let imported = try await client.send(
            .post, "/v1/operator/imports/hotline?first_line=501", headers: headers, body: body)
        #expect(imported.status == .ok)
        #expect(try imported.object()["added"] as? Int == 1)
        let rejected = try #require(try imported.object()["rejected"] as? [[String: Any]])
        #expect(rejected.first?["line"] as? Int == 502)
        #expect(rejected.first?["external_id"] as? String == "H-2")
        let put = try await client.send(
            .put, "/v1/operator/regions", headers: headers, body: Array(ReferenceSample.regions.utf8))
        #expect(try put.object()["rows"] as? Int == 4)
        let verified = try await client.send(.get, "/v1/operator/ledger/verification", headers: asOperator)
        let report = try #require(try verified.object()["report"] as? [String: Any])
        #expect(report["cases"] as? Int == 1)
        #expect((report["problems"] as? [Any])?.isEmpty == true)
        #expect(try verified.object()["cases_total"] as? Int == 1)
        let next = try #require(try verified.object()["next"] as? String)
        let last = try await client.send(.get, "/v1/operator/ledger/verification?after=\(next)", headers: asOperator)
        let behind = try #require(try last.object()["next"] as? String)
        #expect(behind.hasPrefix("anchors~"))
        let end = try await client.send(.get, "/v1/operator/ledger/verification?after=\(behind)", headers: asOperator)
        #expect(try end.object()["next"] == nil)
        #expect(try await client.send(.get, "/v1/operator/ledger/anchor", headers: asOperator).status == .notFound)
        #expect(
            try await client.send(.get, "/v1/operator/ledger/verification?after=x", headers: asOperator).status
                == .unprocessableContent)
        let items = try await client.send(.get, "/v1/items?channel=kiosk")
        #expect((try items.object()["items"] as? [Any])?.count == 3)
        let list = try await client.send(.get, "/v1/operator/cases?channel=hotline&limit=1", headers: asOperator)
        #expect((try list.object()["rows"] as? [Any])?.count == 1)
        #expect(
            try await client.send(.get, "/v1/operator/cases?state=lost", headers: asOperator).status
                == .unprocessableContent)
    }

    /// The part of 2026's calendar that the questions touch: the make-up Sunday before National Day.
    private static let calendar2026 =
        "date,kind,name\n2026-09-20,workday,国庆节\n2026-09-25,holiday,中秋节\n2026-10-01,holiday,国庆节"
}

extension TestResponse {
    /// The body as a JSON object.
    fileprivate func object() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    }
}
