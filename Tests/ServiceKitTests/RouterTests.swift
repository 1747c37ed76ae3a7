import Configuration
import Foundation
import HTTPTypes
import Hummingbird
import JobQueue
import Models
import NIOCore
import Postgres
import Synchronization
import TestKit
import Testing

@testable import ServiceKit

@Suite("HTTP conventions")
struct RouterTests {
    @Test("a sane request id is kept, another is replaced; the trace goes into messages")
    func requestID() async throws {
        let client = try client { router in
            router.get("headers") { _, context in
                let headers = MessageHeaders.current
                return "\(headers.requestID ?? "-") \(headers.traceparent ?? "-") \(context.requestID)"
            }
        }
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let kept = try await client.send(
            .get, "/headers", headers: [.requestID: "kiosk-0001", .traceparent: trace])
        #expect(kept.text == "kiosk-0001 \(trace) kiosk-0001")
        #expect(kept.headers[.requestID] == "kiosk-0001")
        for bad in ["short", "line\u{7F}feed-long", String(repeating: "x", count: 65), "a b c d e f g"] {
            let response = try await client.send(
                .get, "/headers", headers: [.requestID: bad, .traceparent: "00-0-0-0"])
            #expect(response.headers[.requestID] != bad)
            #expect(response.headers[.requestID]?.count == 36)
            #expect(response.text.contains(" - "))
        }
    }

    @Test("404 and 405 are told apart, and 405 names the methods")
    func unrouted() async throws {
        let client = try client { router in
            router.post("v1/cases") { _, _ in "made" }
            router.get("v1/cases/{number}") { _, _ in "one" }
            router.get("v1/cases/{number}/receipt.pdf") { _, _ in "pdf" }
        }
        let absent = try await client.send(.get, "/v1/nothing")
        #expect(absent.status == .notFound && absent.problem == "not-found")
        let wrong = try await client.send(.delete, "/v1/cases")
        #expect(wrong.status == .methodNotAllowed && wrong.problem == "method-not-allowed")
        #expect(wrong.headers[.allow] == "POST")
        let other = try await client.send(.post, "/v1/cases/7")
        #expect(other.headers[.allow] == "GET, HEAD")
        #expect(try await client.send(.get, "/v1/cases/7/receipt.pdf").text == "pdf")
    }

    @Test("a problem has its type, title, status, detail, errors and the request's id")
    func problem() async throws {
        let client = try client { router in
            router.get("refuse") { _, _ -> String in
                throw Problem.invalid([FieldError(field: "phone", reason: "has 3 digits", expected: "11 digits")])
            }
        }
        let response = try await client.send(.get, "/refuse", headers: [.requestID: "kiosk-0001"])
        let object = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        #expect(response.status == .unprocessableContent)
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(object?["type"] as? String == "urn:bangban:problem:invalid-fields")
        #expect(object?["status"] as? Int == 422)
        #expect(object?["title"] as? String == "Some fields cannot be accepted")
        #expect(object?["instance"] as? String == "urn:bangban:request:kiosk-0001")
        let errors = object?["errors"] as? [[String: String]]
        #expect(errors == [["field": "phone", "reason": "has 3 digits", "expected": "11 digits"]])
    }

    @Test("an unexpected error is a 500 that leaks nothing")
    func fault() async throws {
        struct Secret: Error { let password = "hunter2" }
        let client = try client { router in router.get("fail") { _, _ -> String in throw Secret() } }
        let response = try await client.send(.get, "/fail")
        #expect(response.status == .internalServerError && response.problem == "internal")
        #expect(!response.text.contains("hunter2") && !response.text.contains("Secret"))
    }

    @Test(
        "errors of the database are 503, 504 and 500, without their text",
        arguments: zip(
            [
                PostgresError(.connectionFailed, "host db.internal is down"),
                PostgresError(.acquireTimeout, "no connection came free"),
                PostgresError(.server, "could not extend file", sqlState: SQLState(rawValue: "53100")),
                PostgresError(.statementTimeout, "cancelled by timeout"),
                PostgresError(.server, "syntax error at secret", sqlState: SQLState(rawValue: "42601")),
            ],
            [503, 503, 503, 504, 500]))
    func database(error: PostgresError, status: Int) async throws {
        let client = try client { router in router.get("query") { _, _ -> String in throw error } }
        let response = try await client.send(.get, "/query")
        #expect(response.status.code == status)
        #expect(!response.text.contains(error.message))
        #expect((response.headers[.retryAfter] != nil) == (status == 503))
    }

    @Test(
        "a database without room is told from one that does not answer",
        arguments: zip(
            ["53100", "53200", "53300", "57P01"],
            ["run out of room", "run out of room", "does not answer", "does not answer"]))
    func room(sqlState: String, detail: String) async throws {
        let client = try client { router in
            router.get("query") { _, _ -> String in
                throw PostgresError(.server, "as it is", sqlState: SQLState(rawValue: sqlState))
            }
        }
        let response = try await client.send(.get, "/query")
        #expect(response.status == .serviceUnavailable)
        #expect(response.text.contains(detail))
    }

    @Test(
        "what does not fit in a JSON body is named by its path",
        arguments: zip(
            [
                "{\"case_id\":1,\"tags\":[\"a\",2]}", "{\"tags\":[]}", "{\"case_id\":null,\"tags\":[]}", "{", "",
                "{\"case_id\":\"x\",\"tags\":[]}",
            ],
            [
                "tags[1]: has another type", "case_id: is missing", "case_id: is null", "body: is not valid JSON", nil,
                "case_id: has another type",
            ]))
    func decoding(body: String, error: String?) async throws {
        struct Body: Decodable { var caseID: Int; var tags: [String] }
        let client = try client { router in
            router.post("cases") { request, context in
                "\(try await request.decode(as: Body.self, context: context).caseID)"
            }
        }
        let response = try await client.send(.post, "/cases", json: body)
        #expect(response.status == .badRequest && response.problem == "malformed-request")
        struct Answer: Decodable { var errors: [FieldError]? }
        let first = try response.json(as: Answer.self).errors?.first
        #expect(first.map { "\($0.field): \($0.reason)" } == error)
        #expect(try await client.send(.post, "/cases", json: "{\"case_id\":7,\"tags\":[]}").text == "7")
    }

    @Test("a body that is too long, too deep or of another type is refused")
    func bodies() async throws {
        let client = try client(["HTTP_BODY_LIMIT": "2048"]) { router in
            router.post("json") { request, context in
                try await request.decode(as: [Int].self, context: context).count.description
            }
            router.group("big").add(middleware: BodyLimitMiddleware(bytes: 100_000)).post("json") { request, context in
                try await request.decode(as: [Int].self, context: context).count.description
            }
        }
        let long = "[\(String(repeating: "1,", count: 2000))1]"
        let tooLong = try await client.send(.post, "/json", json: long)
        #expect(tooLong.status == .contentTooLarge && tooLong.problem == "body-too-large")
        #expect(try await client.send(.post, "/big/json", json: long).text == "2001")
        let deep = String(repeating: "[", count: 33) + String(repeating: "]", count: 33)
        #expect(try await client.send(.post, "/json", json: deep).problem == "json-too-deep")
        let type = try await client.send(.post, "/json", headers: [.contentType: "text/plain"], body: [0x5B, 0x5D])
        #expect(type.status == .unsupportedMediaType)
        let charset = try await client.send(
            .post, "/json", headers: [.contentType: "application/json; charset=gbk"], body: [0x5B, 0x5D])
        #expect(charset.status == .unsupportedMediaType)
    }

    @Test("a request that takes too long is cancelled and answered 504")
    func timeLimit() async throws {
        let cancelled = Flag()
        let client = try client(["HTTP_TIME_LIMIT": "100ms"]) { router in
            router.get("slow") { _, _ in
                do {
                    try await Task.sleep(for: .seconds(60))
                } catch {
                    cancelled.raise()
                    throw error
                }
                return "late"
            }
        }
        let response = try await client.send(.get, "/slow")
        #expect(response.status == .gatewayTimeout && response.problem == "timed-out")
        #expect(cancelled.isUp)
    }

    @Test("a client that asks too often is told to wait, others are not")
    func rateLimit() async throws {
        let client = try client(["HTTP_RATE_LIMIT": "0.01", "HTTP_RATE_BURST": "2"]) { router in
            router.get("x") { _, _ in "x" }
        }
        for _ in 0..<2 { #expect(try await client.send(.get, "/x").status == .ok) }
        let refused = try await client.send(.get, "/x")
        #expect(refused.status == .tooManyRequests && refused.problem == "rate-limited")
        let wait = try #require(refused.headers[.retryAfter].flatMap { Int($0) })
        #expect((1...100).contains(wait), "the next token comes after 100 s")
        #expect(try await client.send(.get, "/x", client: "192.0.2.9").status == .ok)
        #expect(try await client.send(.get, "/healthz").status == .ok)
    }

    @Test("a proxy's word about the client is believed only from a trusted proxy")
    func forwarded() async throws {
        let client = try client { router in router.get("who") { _, context in context.clientAddress } }
        let header: HTTPFields = [.forwardedFor: "203.0.113.5, 198.51.100.7"]
        #expect(try await client.send(.get, "/who", headers: header).text == "192.0.2.1")
        #expect(try await client.send(.get, "/who", headers: header, client: "127.0.0.1").text == "198.51.100.7")
    }

    @Test("every answer, errors too, carries the security headers")
    func security() async throws {
        let client = try client(["PUBLIC_URL": "https://hall.example"]) { _ in }
        let response = try await client.send(.get, "/nothing")
        #expect(response.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
        #expect(response.headers[.xContentTypeOptions] == "nosniff")
        #expect(response.headers[.strictTransportSecurity] != nil)
    }

    @Test("only the operator's token opens the operator's routes")
    func operators() async throws {
        let hash = TokenHash(hashing: "sesame")
        let client = try client { router in
            router.group("op").add(middleware: OperatorMiddleware(hash)).get("x") { _, context in
                try context.require(OperatorIdentity.self).name
            }
            router.group("nobody").add(middleware: OperatorMiddleware(nil)).get("x") { _, _ in "in" }
        }
        #expect(try await client.send(.get, "/op/x", headers: [.authorization: "Bearer sesame"]).text == "operator")
        for header in ["Bearer Sesame", "Basic sesame", "sesame", "Bearer "] {
            let response = try await client.send(.get, "/op/x", headers: [.authorization: header])
            #expect(response.status == .unauthorized && response.headers[.wwwAuthenticate] != nil, "\(header)")
        }
        #expect(try await client.send(.get, "/nobody/x", headers: [.authorization: "Bearer "]).status == .unauthorized)
    }

    @Test("browsers may be shown a page instead of JSON")
    func page() async throws {
        let settings = try httpSettings([:])
        let router = serviceRouter(settings, service: "intake", readiness: Readiness([])) { problem, _, _ in
            Response(status: problem.status, body: .init(byteBuffer: ByteBuffer(string: "<h1>\(problem.title)</h1>")))
        }
        let client = RouterClient(router)
        #expect(try await client.send(.get, "/x", headers: [.accept: "text/html,*/*"]).text == "<h1>Not found</h1>")
        #expect(try await client.send(.get, "/x", headers: [.accept: "application/json"]).problem == "not-found")
    }

    @Test("readiness names each check; a hanging one does not hold the answer up")
    func readiness() async throws {
        struct Broken: Error, CustomStringConvertible { let description = "schema 'intake' is at version 1" }
        let readiness = Readiness(
            [
                .init("database") {}, .init("schema") { throw Broken() },
                .init("queue") { try await Task.sleep(for: .seconds(60)) },
            ], limit: .seconds(2))
        let router = serviceRouter(try httpSettings([:]), service: "intake", readiness: readiness)
        let response = try await RouterClient(router).send(.get, "/readyz")
        #expect(response.status == .serviceUnavailable)
        let object = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        #expect(object?["status"] as? String == "not_ready")
        let checks = object?["checks"] as? [[String: String]] ?? []
        #expect(checks.map { $0["status"] } == ["ok", "failed", "failed"])
        #expect(checks.map { $0["detail"] } == [nil, "schema 'intake' is at version 1", "took too long"])
    }

    @Test("figures are told at /metrics, by route and without ids")
    func metrics() async throws {
        let registry = PrometheusRegistry()
        let router = serviceRouter(
            try httpSettings([:]), service: "intake", readiness: Readiness([]), metrics: registry)
        let response = try await RouterClient(router).send(.get, "/metrics")
        #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(response.text.contains("process_start_time_seconds"))
        #expect(try await RouterClient(router).send(.head, "/metrics").body.isEmpty)
    }

    @Test("If-Match is required, read and compared")
    func versions() async throws {
        let client = try client { router in
            router.put("case") { request, _ in
                try VersionTag.required(in: request).require(current: 7)
                return "changed"
            }
        }
        #expect(try await client.send(.put, "/case", headers: [.ifMatch: "\"v7\""]).text == "changed")
        #expect(try await client.send(.put, "/case").status == .preconditionRequired)
        #expect(try await client.send(.put, "/case", headers: [.ifMatch: "W/\"v7\""]).status == .badRequest)
        let stale = try await client.send(.put, "/case", headers: [.ifMatch: "\"v6\""])
        #expect(stale.status == .preconditionFailed && stale.problem == "case-changed")
        #expect(stale.headers[.eTag] == "\"v7\"")
    }
}

/// A client of a router with the common parts and some routes.
private func client(
    _ changes: [String: String] = [:], _ add: (Router<BangbanContext>) -> Void
) throws -> RouterClient {
    let routes = RouteTable()
    let router = serviceRouter(
        try httpSettings(changes), service: "intake", readiness: Readiness([]), routes: routes)
    add(router)
    routes.fill(from: router)
    return RouterClient(router)
}

private func httpSettings(_ changes: [String: String]) throws -> HTTPSettings {
    try HTTPSettings(ConfigReader(environment: changes), port: 8081)
}

/// Raised once.
private final class Flag: Sendable {
    private let state = Mutex(false)
    var isUp: Bool { state.withLock { $0 } }
    func raise() { state.withLock { $0 = true } }
}
