import Testing

/// The queue as Shared/JobQueue/SQL has it, in small: every interleaving of its steps is tried.
@Suite("The queue's model", .timeLimit(.minutes(5)))
struct QueueModelTests {
    /// A queue that is small enough to be looked through, and how many states it has at least.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let states: Int
        let model: QueueModel
    }

    @Test(
        "whatever happens, nothing is lost or done twice, keys are in order, and all can be done",
        arguments: [
            Case(
                testDescription: "transactions that end in any order", states: 10_000,
                model: QueueModel(producers: [[1, 1], [1]], mishaps: .init(rollbacks: 1))),
            Case(
                testDescription: "a worker killed", states: 20_000,
                model: QueueModel(producers: [[1], [1]], mishaps: .init(kills: 1))),
            Case(
                testDescription: "a worker suspended beyond its lease, and a rollback", states: 10_000,
                model: QueueModel(producers: [[1], [1]], mishaps: .init(rollbacks: 1, suspensions: 1))),
            Case(
                testDescription: "a failure, a suspension and an answer that is lost", states: 3_000,
                model: QueueModel(producers: [[1]], mishaps: .init(failures: 1, suspensions: 1, lostAnswers: 1))),
            Case(
                testDescription: "a rewind while transactions are open", states: 8_000,
                model: QueueModel(producers: [[1], [1]], mishaps: .init(rollbacks: 1, rewinds: 1))),
            Case(
                testDescription: "a rewind, a failure and a suspension", states: 20_000,
                model: QueueModel(producers: [[1]], mishaps: .init(failures: 1, suspensions: 1, rewinds: 1))),
            Case(
                testDescription: "claims of one message each", states: 1_000,
                model: QueueModel(producers: [[2], [1]], batch: 1, mishaps: .init(rollbacks: 1))),
            Case(
                testDescription: "two keys, and a failure", states: 6_000,
                model: QueueModel(producers: [[2], [1]], isOrdered: true, mishaps: .init(failures: 1))),
            Case(
                testDescription: "two keys, and a worker killed", states: 37_000,
                model: QueueModel(producers: [[2], [1]], isOrdered: true, mishaps: .init(kills: 1))),
            Case(
                testDescription: "a key, a failure, a suspension and an answer that is lost", states: 19_000,
                model: QueueModel(
                    producers: [[2]], isOrdered: true, mishaps: .init(failures: 1, suspensions: 1, lostAnswers: 1))),
            Case(
                testDescription: "two keys, claims of one message each, and a failure", states: 34_000,
                model: QueueModel(producers: [[2], [1]], batch: 1, isOrdered: true, mishaps: .init(failures: 1))),
            Case(
                testDescription: "a key, claims of one message each, a failure and a suspension", states: 10_000,
                model: QueueModel(
                    producers: [[2]], batch: 1, isOrdered: true, mishaps: .init(failures: 1, suspensions: 1))),
            Case(
                testDescription: "a key in two transactions, a failure and a suspension", states: 40_000,
                model: QueueModel(
                    producers: [[1, 1]], isOrdered: true, mishaps: .init(failures: 1, suspensions: 1))),
            Case(
                testDescription: "a key whose receipts come later, two failures and a suspension", states: 30_000,
                model: QueueModel(
                    producers: [[2]], isOrdered: true, isGrouped: true, mishaps: .init(failures: 2, suspensions: 1))),
            Case(
                testDescription: "a key, a failure and a rewind", states: 10_000,
                model: QueueModel(producers: [[3]], isOrdered: true, mishaps: .init(failures: 1, rewinds: 1))),
            Case(
                testDescription: "a segment dropped, of transactions that end in any order", states: 3_000,
                model: QueueModel(
                    producers: [[1], [1]], width: 1, mishaps: .init(rollbacks: 1, rotations: 1, drops: 1))),
            Case(
                testDescription: "a segment dropped, and a failure", states: 57_000,
                model: QueueModel(producers: [[1, 1]], width: 1, mishaps: .init(failures: 1, rotations: 1, drops: 1))),
            Case(
                testDescription: "a segment dropped, and a worker killed", states: 19_000,
                model: QueueModel(producers: [[1, 1]], width: 1, mishaps: .init(kills: 1, drops: 1))),
            Case(
                testDescription: "a segment dropped, and a worker suspended beyond its lease", states: 31_000,
                model: QueueModel(producers: [[1], [1]], width: 1, mishaps: .init(suspensions: 1, drops: 1))),
            Case(
                testDescription: "a segment dropped, and a rewind to what is left", states: 24_000,
                model: QueueModel(producers: [[1], [1]], width: 1, mishaps: .init(rewinds: 1, drops: 1))),
            Case(
                testDescription: "a segment dropped, a failure and a rewind", states: 20_000,
                model: QueueModel(
                    producers: [[1, 1]], workers: 1, width: 2, mishaps: .init(failures: 1, rewinds: 1, drops: 1))),
            Case(
                testDescription: "a key whose segments are dropped, and a failure", states: 44_000,
                model: QueueModel(
                    producers: [[1, 1]], isOrdered: true, width: 2,
                    mishaps: .init(failures: 1, rotations: 2, drops: 2))),
            Case(
                testDescription: "a key whose segment is dropped, a failure and a rewind", states: 22_000,
                model: QueueModel(
                    producers: [[1, 1]], workers: 1, isOrdered: true, width: 1,
                    mishaps: .init(failures: 1, rewinds: 1, drops: 1))),
        ])
    func right(_ example: Case) {
        let exploration = Exploration(example.model)
        #expect(exploration.finding == nil, "\(exploration.finding.map { "\($0)" } ?? "")")
        #expect(exploration.count >= example.states)
    }

    @Test("what is wrong is told by the shortest way to it")
    func trace() throws {
        let model = QueueModel(producers: [[1], [1]], workers: 1, flaw: .noStragglers)
        let finding = try #require(Exploration(model).finding)
        #expect(
            finding.trace == [
                "producer 0 writes, without committing yet, from message 0",
                "producer 1 writes, without committing yet, from message 1", "producer 1 commits",
                "worker 0 claims, without committing yet, what was written",
            ])
    }
}
