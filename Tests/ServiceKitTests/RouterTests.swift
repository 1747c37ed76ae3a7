import Foundation
import HTTPTypes
import Hummingbird
import JobQueue
import Models
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
}

/// Raised once.
private final class Flag: Sendable {
    private let state = Mutex(false)
    var isUp: Bool { state.withLock { $0 } }
    func raise() { state.withLock { $0 = true } }
}
