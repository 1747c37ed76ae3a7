import HTTPTypes
import Hummingbird
import JobQueue
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import NotificationService

@Suite("Operator's interface", .database(JobQueue.migrator, .notification), .timeLimit(.minutes(5)))
struct OperatorTests {
    @Test("deliveries come newest first, page by page, by case and by reference, with masked recipients")
    func deliveries() async throws {
        let client = try TestDatabase.current.client(role: "bangban_notification")
        let api = api(client)
        let cases = [CaseID.next(), CaseID.next()]
        for number in 0..<5 { try await insert(client, "ref/\(number)", cases[number % 2]) }
        let first: DeliveryPage = try await api.send(.get, "/v1/operator/deliveries?limit=2").json()
        #expect(first.deliveries.map(\.reference) == ["ref/4", "ref/3"])
        #expect(first.deliveries.map(\.recipient) == ["r***@example.org", "r***@example.org"])
        let cursor = try #require(first.nextCursor)
        let rest: DeliveryPage = try await api.send(.get, "/v1/operator/deliveries?limit=3&cursor=\(cursor)").json()
        #expect(rest.deliveries.map(\.reference) == ["ref/2", "ref/1", "ref/0"])
        #expect(rest.nextCursor == nil)
        let ofCase: DeliveryPage = try await api.send(.get, "/v1/operator/deliveries?case_id=\(cases[1])&reference=")
            .json()
        #expect(ofCase.deliveries.map(\.reference) == ["ref/3", "ref/1"])
        let one: DeliveryPage = try await api.send(.get, "/v1/operator/deliveries?reference=ref/2&status=skipped")
            .json()
        #expect(one.deliveries.count == 1)
        let none = try await api.send(.get, "/v1/operator/deliveries?status=delivered")
        #expect(none.text == #"{"deliveries":[]}"#)
    }

    @Test(
        "a malformed filter is refused by name",
        arguments: zip(
            ["case_id=1", "cursor=x", "limit=0", "limit=201", "status=lost"],
            ["case_id", "cursor", "limit", "limit", "status"]))
    func malformed(query: String, field: String) async throws {
        let response = try await api(TestDatabase.current.client()).send(.get, "/v1/operator/deliveries?\(query)")
        #expect(response.status == .unprocessableContent)
        #expect(response.problem == "invalid-fields")
        #expect(response.text.contains("\"field\":\"\(field)\""))
    }

    @Test("templates are listed with their placeholders")
    func templates() async throws {
        let client = try TestDatabase.current.client(role: "bangban_notification")
        _ = try await TemplateStore(client: client).seed(TemplateCatalogue.drafts())
        let list: TemplateList = try await api(client).send(.get, "/v1/operator/templates").json()
        #expect(list.templates.count == 24)
        #expect(list.templates.first { $0.template == "case-receipt" }?.required.contains("tracking_code") == true)
    }

    @Test("nobody but the operator gets in", arguments: ["/v1/operator/deliveries", "/v1/operator/templates"])
    func stranger(path: String) async throws {
        let client = try TestDatabase.current.client()
        #expect(try await api(client, token: "another").send(.get, path).status == .unauthorized)
    }

    private func api(_ client: PostgresClient, token: String = "operator") -> RouterClient {
        let router = Router(context: BangbanContext.self)
        router.add(middleware: ProblemMiddleware(routes: RouteTable(), page: nil))
        NotificationRoutes(client: client, operatorToken: TokenHash(hashing: "operator")).add(to: router)
        return RouterClient(router, headers: [.authorization: "Bearer \(token)"])
    }

    private func insert(_ client: PostgresClient, _ key: String, _ caseID: CaseID) async throws {
        let record = NotificationRecord(
            id: .next(), deduplicationKey: key, template: "case-receipt", templateVersion: nil, channel: .email,
            language: .chinese, recipientHash: [1], maskedRecipient: "r***@example.org",
            address: SealedText(rawValue: ""), recipientName: nil, content: NotificationContent(), caseID: caseID,
            status: .skipped, reason: "contact_missing")
        _ = try await client.withTransaction { try await NotificationStore(client: client).record(record, in: $0) }
    }
}
