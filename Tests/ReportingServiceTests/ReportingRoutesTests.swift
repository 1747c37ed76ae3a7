import Foundation
import HTTPTypes
import Hummingbird
import JobQueue
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import ReportingService

@Suite("Reporting over HTTP", .database(JobQueue.migrator, ReportingSchema.migrator), .timeLimit(.minutes(5)))
struct ReportingRoutesTests {
    private static func client(_ fixture: ReportingFixture, token: String? = ReportingFixture.token) -> RouterClient {
        let router = serviceRouter(fixture.settings.http, service: "reporting", readiness: Readiness([]))
        ReportingRoutes.add(to: router, fixture.reporting)
        return RouterClient(router, headers: token.map { [.authorization: "Bearer \($0)"] } ?? [:])
    }

    @Test("figures are for the operator, as JSON, and once frozen as the frozen bytes")
    func figures() async throws {
        let fixture = try ReportingFixture()
        try await fixture.store(ReportingFixture.received(["2024-07-08T00:00:00+08:00"]))
        let path = "/v1/operator/reports/weekly/2024-W28"
        #expect(try await Self.client(fixture, token: nil).send(.get, path).status == .unauthorized)
        let live = try await Self.client(fixture).send(.get, path)
        #expect(live.status == .ok)
        #expect(try live.json(as: WeeklyFigures.self).received == 1)
        let frozen = try await fixture.reporting.summaries.freeze(try ISOWeek("2024-W28"))
        #expect(try await Self.client(fixture).send(.get, path).body == frozen.json)
    }

    @Test(
        "a week that does not exist, or has not ended, is its own problem",
        arguments: [
            ("2025-W53", HTTPResponse.Status.notFound, "no-such-week"), ("2024-28", .notFound, "no-such-week"),
            ("2999-W01", .conflict, "week-not-ended"),
        ])
    func wrongWeeks(week: String, status: HTTPResponse.Status, problem: String) async throws {
        let client = Self.client(try ReportingFixture())
        for response in [
            try await client.send(.get, "/v1/operator/reports/weekly/\(week)"),
            try await client.send(
                .post, "/v1/operator/reports/weekly/\(week)/deliveries", json: ["to": "director@example.org"]),
        ] {
            #expect(response.status == status)
            #expect(response.problem == problem)
        }
    }

    @Test("sending twice answers with the same delivery, the second time as already sent")
    func deliveries() async throws {
        let fixture = try ReportingFixture()
        let client = Self.client(fixture)
        let path = "/v1/operator/reports/weekly/2024-W28/deliveries"
        let order = ["to": "director@example.org", "language": "en"]
        let first = try await client.send(.post, path, json: order)
        #expect(first.status == .accepted)
        let answer = try first.json(as: DeliveryAnswer.self)
        #expect(!answer.alreadySent)
        let again = try await client.send(.post, path, json: order).json(as: DeliveryAnswer.self)
        #expect(again.alreadySent && again.deliveryID == answer.deliveryID)
        let list = try await client.send(.get, path).json(as: DeliveryList.self)
        #expect(list.items.map(\.language) == [.english])
        #expect(!(list.items.first?.recipient.contains("director@") ?? true))
        let pdf = try await client.send(.get, "/v1/operator/reports/weekly/2024-W28/documents/pdf?lang=en")
        #expect(pdf.headers[.contentType] == "application/pdf")
        #expect(pdf.body.starts(with: Array("%PDF".utf8)))
    }

    @Test(
        "an address that is none, or would inject a header, is refused",
        arguments: [
            "nobody", "a@example.org\r\nBcc: b@example.org", "",
        ])
    func wrongAddress(address: String) async throws {
        let fixture = try ReportingFixture()
        let response = try await Self.client(fixture).send(
            .post, "/v1/operator/reports/weekly/2024-W28/deliveries", json: ["to": address])
        #expect(response.status == .unprocessableContent)
        #expect(response.problem == "invalid-fields")
        #expect(try await fixture.jobs(SendDocument.kind) == 0)
    }

    @Test("subscribers are added once, listed masked, and taken off")
    func subscribers() async throws {
        let fixture = try ReportingFixture()
        let client = Self.client(fixture)
        let order = ["email": "director@example.org", "name": "王建国"]
        #expect(try await client.send(.post, "/v1/operator/subscribers", json: order).status == .created)
        let again = try await client.send(
            .post, "/v1/operator/subscribers", json: ["email": "DIRECTOR@example.org", "language": "en"])
        #expect(again.status == .ok)
        let list = try await client.send(.get, "/v1/operator/subscribers")
        #expect(!list.text.contains("director@") && !list.text.contains("王建国"))
        let items = try list.json(as: SubscriberList.self).items
        #expect(items.map(\.language) == [.english])
        let id = try #require(items.first?.subscriberID)
        #expect(try await client.send(.delete, "/v1/operator/subscribers/\(id)").status == .noContent)
        #expect(try await client.send(.delete, "/v1/operator/subscribers/\(id)").status == .notFound)
        #expect(try await client.send(.post, "/v1/operator/subscribers", json: order).status == .created)
        let address = ["email": "director@example.org"]
        #expect(try await client.send(.delete, "/v1/operator/subscribers", json: address).status == .noContent)
        #expect(try await client.send(.delete, "/v1/operator/subscribers", json: address).status == .notFound)
    }

    @Test("the page opens by token or signed link, and not by a link that was changed or has expired")
    func page() async throws {
        let fixture = try ReportingFixture()
        let guest = Self.client(fixture, token: nil)
        #expect(try await guest.send(.get, "/reports/weekly/2024-W28").status == .unauthorized)
        let owner = try await Self.client(fixture).send(.get, "/reports/weekly/2024-W28")
        #expect(owner.status == .ok)
        #expect(owner.text.contains("每周运行摘要") && owner.text.contains("data:image/png;base64,"))
        let link = try await Self.client(fixture).send(.post, "/v1/operator/reports/weekly/2024-W28/links?lang=en")
            .json(as: LinkAnswer.self)
        let url = try #require(URLComponents(string: link.url))
        let path = url.path + "?" + (url.query ?? "")
        let shown = try await guest.send(.get, path)
        #expect(shown.status == .ok && shown.text.contains("Weekly summary"))
        #expect(try await guest.send(.get, path.replacing("W28", with: "W27")).status == .unauthorized)
        let expired = ReportLink(searchHash: fixture.settings.searchHash, publicURL: fixture.settings.publicURL).url(
            try ISOWeek("2024-W28"), language: .chinese, expires: Date(timeIntervalSince1970: 1_700_000_000))
        let old = try #require(URLComponents(string: expired))
        #expect(try await guest.send(.get, old.path + "?" + (old.query ?? "")).status == .unauthorized)
    }
}
