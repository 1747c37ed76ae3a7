import Foundation
import JobQueue
import Logging
import Models
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import TalentPoolService

@Suite(
    "A request for help", .database(JobQueue.migrator, TalentPoolSchema.migrator), .timeLimit(.minutes(5)))
struct AssignmentTests {
    private let client: PostgresClient
    private let pool: TalentPool
    private let queue: JobQueue

    init() throws {
        client = try TestDatabase.current.client(role: "bangban_talent_pool")
        let key = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
        pool = TalentPool(client, sealing: Sealing(try #require(SealingKeys([key]))))
        queue = JobQueue(client)
    }

    @Test("is assigned to the nearest helper with the skill; Intake and both people are told, once")
    func assigned() async throws {
        try await register("near", region: "150105", skill: .farming)
        try await register("far", region: "150102", skill: .farming)
        try await register("other", region: "150105", skill: .legalAid)
        let job = request(.farming)
        try await working { said in
            try await enqueue(job)
            try await enqueue(job)  // the same request again
            try await enqueue(request(.counselling))
            var events = said.makeAsyncIterator()
            let first = await events.next()
            let second = await events.next()
            let assigned = try #require((first as? HelperAssigned) ?? (second as? HelperAssigned))
            let unavailable = try #require((first as? HelperUnavailable) ?? (second as? HelperUnavailable))
            #expect(assigned.caseID == job.caseID)
            #expect(assigned.reasons.first == "region: county")
            #expect(unavailable.skill == .counselling)
        }
        let assignments = try await pool.assignments.list(caseID: nil, client)
        #expect(assignments.map(\.caseID) == [job.caseID])
        let notices = try await client.query("SELECT count(*) FROM queue.log WHERE kind = 'notification.send'")
        #expect(try notices[0].decode(Int.self) == 2)
    }

    @Test("gives the helper back when the case is closed, and only once")
    func released() async throws {
        try await register("only", region: "150105", skill: .farming, capacity: 1)
        let job = request(.farming)
        let closed = ReleaseHelper(caseID: job.caseID)
        try await working { said in
            var events = said.makeAsyncIterator()
            try await enqueue(job)
            _ = try #require(await events.next() as? HelperAssigned)
            try await enqueue(request(.farming))
            #expect(await events.next() is HelperUnavailable, "the only helper has no room")
            try await enqueue(closed)
            try await enqueue(closed)
            let released = try #require(await events.next() as? HelperReleased)
            #expect(released.caseID == job.caseID)
            try await enqueue(request(.farming))
            #expect(await events.next() is HelperAssigned)
        }
    }

    @Test("a helpers file with a wrong value is refused with line and column, and changes nothing")
    func badRow() throws {
        let rows = """
            external_id,name,email,phone,region_code,skills,capacity,language
            a,甲,a@example.org,13800000001,150105,farming:4,2,zh
            b,乙,b@example.org,13800000002,150105,flying,2,zh

            """
        let table = try CSVTable([UInt8](rows.utf8), required: HelperRow.columns)
        #expect(try HelperRow(row: table.rows[0]).helper().skills == [.farming: 4])
        let error = #expect(throws: CSVError.self) { try HelperRow(row: table.rows[1]).helper() }
        #expect(error?.line == 3)
        #expect(error.map { "\($0)".contains("flying") } == true)
    }

    // MARK: - Private

    private func register(_ id: String, region: String, skill: HelpSkill, capacity: Int = 2) async throws {
        let helper = Helper(
            externalID: id, name: "示例", email: try EmailAddress("\(id)@example.org"), phone: nil, language: .chinese,
            regionCode: try RegionCode(region), skills: [skill: 3], capacity: capacity)
        try await client.withTransaction { try await pool.helpers.upsert(helper, in: $0) }
    }

    private func request(_ skill: HelpSkill) -> MatchHelper {
        MatchHelper(
            caseID: .next(), caseNumber: "1", skill: skill, regionCode: "150105001", summary: "",
            requester: SealedContact(maskedName: "张*"))
    }

    private func enqueue(_ message: some Message) async throws {
        let queue = queue
        try await client.withTransaction { try await queue.enqueue(message, in: $0) }
    }

    /// Runs the service's worker, and one that hears what it says.
    private func working(_ body: (AsyncStream<any Message>) async throws -> Void) async throws {
        let (said, continuation) = AsyncStream.makeStream(of: (any Message).self)
        let ears = SubscriptionHandlers(
            Subscription(.talentPoolEvents, "ears"),
            [
                .handler(Ear<HelperAssigned>(said: continuation)),
                .handler(Ear<HelperUnavailable>(said: continuation)),
                .handler(Ear<HelperReleased>(said: continuation)),
            ])
        let worker = QueueWorker(
            client, subscriptions: pool.subscriptions + [ears], logger: Logger(label: "test.talent-pool"))
        try await withThrowingTaskGroup { group in
            group.addTask { try await worker.run() }
            try await body(said)
            group.cancelAll()
        }
    }
}

/// Hears events of one kind.
private struct Ear<Payload: Message>: MessageHandler {
    let said: AsyncStream<any Message>.Continuation

    func handle(_ payload: Payload, _ context: MessageContext) async throws { said.yield(payload) }
}
