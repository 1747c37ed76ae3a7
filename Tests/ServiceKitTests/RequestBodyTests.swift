import Foundation
import HTTPTypes
import Hummingbird
import Models
import TestKit
import Testing

@testable import ServiceKit

@Suite("Bodies and versions of requests")
struct RequestBodyTests {
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
