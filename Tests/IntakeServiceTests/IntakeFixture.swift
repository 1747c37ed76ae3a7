import Foundation
import JobQueue
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import IntakeService

/// Intake on a database of the test's own, with some reference data, one kiosk and two members of staff.
struct IntakeFixture: Sendable {
    let intake: Intake
    /// As the service's own role.
    let client: PostgresClient
    /// As the cluster's superuser: what an attacker or an operator might do behind the service's back.
    let superuser: PostgresClient
    let kiosk: Kiosk
    let clerk = Staff(id: .next(), username: "clerk", displayName: "窗口一号", role: .clerk)
    let colleague = Staff(id: .next(), username: "colleague", displayName: "窗口二号", role: .clerk)
    let supervisor = Staff(id: .next(), username: "supervisor", displayName: "值班长", role: .supervisor)

    static let keys = SealingKeys([Array(repeating: 7, count: 32)])

    init(calendar: String = ReferenceSample.calendar) async throws {
        client = try TestDatabase.current.client(role: "bangban_intake")
        superuser = try TestDatabase.current.client()
        intake = Intake(client, try Self.configuration(), passwordCost: .least)
        _ = try await intake.upload.regions(Array(ReferenceSample.regions.utf8))
        _ = try await intake.upload.items(Array(ReferenceSample.items.utf8))
        _ = try await intake.upload.calendar(Array(calendar.utf8))
        // There is no case yet that the calendar touches: tests begin with a queue that asks for nothing.
        for table in ["queue.log", "queue.delayed"] {
            try await superuser.execute(
                "DELETE FROM \(unescaped: table) WHERE kind = \(RecomputeDeadlines.kind)")
        }
        let enrolment = try await intake.kiosks.register(name: "一楼大厅1号机", regionCode: "150105")
        kiosk = try await intake.kiosks.enrol(code: enrolment.code).kiosk
    }

    static func configuration() throws -> IntakeConfiguration {
        IntakeConfiguration(
            publicURL: "http://hall.example", timeZone: .shanghai, businessHours: .standard,
            contactKeys: try #require(keys),
            ownWordsLimits: CaseLimits(statutory: .naturalDays(15), promised: .naturalDays(7)),
            sessionLifetime: .seconds(600), enrolmentLifetime: .seconds(600))
    }

    /// A request for a catalogue item.
    func application(_ code: String = "permit", name: String = "张三丰") -> CaseDraft {
        CaseDraft(
            itemCode: code, applicant: Applicant(name: name, phone: "13800001234", email: "zhang@example.org"))
    }

    /// A request in own words.
    func ownWords(_ summary: String = "路灯不亮") -> CaseDraft {
        CaseDraft(
            kind: .complaint, summary: summary, content: "小区东门的路灯三天不亮了。",
            applicant: Applicant(name: "李四", email: "li@example.org"))
    }

    func submit(_ draft: CaseDraft, key: String = UUID().uuidString) async throws -> CaseReceipt {
        try await intake.submission.submit(draft, from: kiosk, idempotencyKey: key)
    }

    func actions(of id: CaseID) async throws -> [String] {
        try await intake.desk.open(id).entries.map(\.actionName)
    }

    /// The payloads of a kind of message, in the order they were appended.
    func messages<M: Message>(_ type: M.Type) async throws -> [M] {
        // By transaction: sessions take message ids in blocks, so that those of different sessions tell no order.
        try await superuser.query("SELECT payload::text FROM queue.log WHERE kind = \(M.kind) ORDER BY txid, id").map {
            try MessageCoding.decoder.decode(M.self, from: Data($0.decode(String.self).utf8))
        }
    }

    func count(_ table: String) async throws -> Int {
        try await superuser.query("SELECT count(*) FROM \(unescaped: table)")[0].decode(column: 0)
    }
}
