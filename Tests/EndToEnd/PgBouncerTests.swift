import TestKit
import Testing

@Suite("Behind PgBouncer in transaction mode", .database(), .timeLimit(.minutes(5)))
struct PgBouncerTests {
    @Test("a live request goes the whole way when every service reaches PostgreSQL through the pooler")
    func wholeWay() async throws {
        let pooler = try await PgBouncer(for: .current)
        let house = try House(
            mail: try await MailCatcher.start(), settings: ["DATABASE_PREPARED_STATEMENTS": "false"],
            url: { pooler.url(role: $0, database: .current) })
        try await house.open()
        try await house.loadHelpers()
        let kiosk = try await house.enrolKiosk().credential
        let created = try await house.submit(.help, from: kiosk, key: "through-the-pooler")
        #expect(created.status == 201)
        let mails = try await house.mail.mails(3, within: .seconds(60))
        #expect(Set(mails.map(\.messageID)).count == 3)
        for service in house.services { #expect(try await service.terminate() == 0) }
        withExtendedLifetime(pooler) {}
    }
}
