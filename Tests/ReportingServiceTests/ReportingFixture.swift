import Foundation
import JobQueue
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import ReportingService

/// The service's parts on the running test's database, and ways to fill it.
struct ReportingFixture {
    let client: PostgresClient
    let reporting: Reporting
    let settings: ServiceSettings
    static let token = "operator-token-of-a-test"

    init() throws {
        client = try TestDatabase.current.client(role: "bangban_reporting")
        settings = try ServiceSettings(
            .init(environment: [
                "DATABASE_URL": TestDatabase.current.url(role: "bangban_reporting"),
                "CONTACT_KEY": Data(repeating: 7, count: 32).base64EncodedString(),
                "OPERATOR_TOKEN_SHA256": TokenHash(hashing: Self.token).hex,
            ]), name: "reporting", port: 8084)
        reporting = try Reporting(client, settings)
    }

    /// Stores what events say, without the queue.
    func store(_ changes: [CaseFactChange]) async throws {
        try await client.withTransaction { try await CaseFactStore.merge(changes, in: $0) }
    }

    func facts(of week: String) async throws -> WeeklyFacts {
        let week = try ISOWeek(week)
        return try await client.withTransaction { transaction in
            try await WeeklyFactsStore(timeZone: .shanghai).facts(of: week, in: transaction)
        }
    }

    func figures(of week: String) async throws -> WeeklyFigures {
        try await reporting.summaries.edition(ISOWeek(week)).figures
    }

    /// Cases received at given times, everything else alike.
    static func received(
        _ times: [String], kind: CaseKind = .help, handling: Handling? = .direct, region: String = "150105"
    ) throws -> [CaseFactChange] {
        try times.map { time in
            let at = try #require(RFC3339.date(time))
            return CaseSubmitted(
                summary: CaseSummary(
                    caseID: .next(), number: "BB-\(time)", kind: kind, channel: .hotline, handling: handling,
                    regionCode: region, receivedAt: at),
                at: at
            ).change
        }
    }

    /// How many jobs of a kind wait in the queue.
    func jobs(_ kind: String) async throws -> Int {
        let observer = try TestDatabase.current.client()
        return try await observer.query("SELECT count(*) FROM queue.log WHERE kind = \(kind)")[0].decode(Int.self)
    }
}
