import Testing

@Suite("Flaws of the queue's model", .timeLimit(.minutes(5)))
struct FlawTests {
    @Test("the model that has it is found out", arguments: Flaw.allCases)
    func found(_ flaw: Flaw) throws {
        var model = flaw.model
        #expect(Exploration(model).finding == nil)
        model.flaw = flaw
        let finding = try #require(Exploration(model).finding)
        #expect(finding.what.contains(flaw.offence), "\(finding)")
    }
}

extension Flaw: CustomTestStringConvertible {
    var testDescription: String { rawValue }

    /// A small queue that shows it, but for the flaw.
    fileprivate var model: QueueModel {
        switch self {
        case .cursorByID, .noStragglers: QueueModel(producers: [[1], [1]])
        case .noLaneLock: QueueModel(producers: [[1]])
        case .noFence, .noRevoking, .noWaiting: QueueModel(producers: [[1]], mishaps: .init(suspensions: 1))
        case .noAsking: QueueModel(producers: [[1]], mishaps: .init(lostAnswers: 1))
        case .openPartition, .overtakenEnding, .overtakenUnlocked: QueueModel(producers: [[1, 1]], isOrdered: true)
        case .restReleased: QueueModel(producers: [[2]], batch: 1, isOrdered: true, mishaps: .init(failures: 1))
        case .noHolding, .nothingBehind:
            QueueModel(producers: [[2, 1]], isOrdered: true, mishaps: .init(failures: 1))
        case .staleRelease: QueueModel(producers: [[3]], isOrdered: true, mishaps: .init(failures: 2))
        case .releasedUnordered:
            QueueModel(producers: [[2]], isOrdered: true, mishaps: .init(failures: 1, rewinds: 1))
        case .heldByNumber: QueueModel(producers: [[3]], isOrdered: true, mishaps: .init(failures: 1, rewinds: 1))
        case .heldByRelease:
            QueueModel(producers: [[3]], isOrdered: true, isGrouped: true, mishaps: .init(failures: 2))
        case .deliveredTwice: QueueModel(producers: [[1]], mishaps: .init(failures: 2, rewinds: 1))
        case .rewindPassesOver, .rewindKeepsWindow: QueueModel(producers: [[1], [1]], mishaps: .init(rewinds: 1))
        case .noSettling:
            QueueModel(producers: [[1], [1]], workers: 1, batch: 1, width: 1, mishaps: .init(kills: 1, drops: 1))
        case .notAskedWhoWrites: QueueModel(producers: [[1]], width: 1, mishaps: .init(drops: 1))
        case .settledByPosition: QueueModel(producers: [[1], [1]], width: 1, mishaps: .init(drops: 1))
        case .settledByOneLane:
            QueueModel(producers: [[1]], width: 1, mishaps: .init(failures: 1, rotations: 2, drops: 1))
        case .settledBeforeRewind, .rewindMeanwhile:
            QueueModel(producers: [[1], [1]], workers: 1, width: 1, mishaps: .init(rewinds: 1, drops: 1))
        }
    }

    /// What is seen of it first.
    fileprivate var offence: String {
        switch self {
        case .cursorByID, .noStragglers, .overtakenEnding, .overtakenUnlocked, .restReleased, .heldByNumber,
            .rewindPassesOver, .rewindKeepsWindow, .notAskedWhoWrites, .settledByPosition, .settledByOneLane,
            .settledBeforeRewind, .rewindMeanwhile:
            "what is owed can never be done any more"
        case .noLaneLock, .noRevoking, .noAsking, .noSettling: "once too often"
        case .noFence, .noWaiting: "under a lease that was lost"
        case .openPartition, .noHolding, .nothingBehind, .staleRelease, .heldByRelease: "of the same key"
        case .releasedUnordered, .deliveredTwice: "twice"
        }
    }
}
