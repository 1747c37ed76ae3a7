import Foundation
import HTTPTypes
import Hummingbird
import Models
import NIOCore
import Postgres
import TestKit
import Testing

@testable import ServiceKit

@Suite("Problems, as they are answered")
struct ProblemTests {
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
}
