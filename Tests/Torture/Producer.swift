import Foundation
import JobQueue
import Models
import Postgres
import TestTools

/// Writes random transactions, each with its messages and the record of them, until it is told to stop. The seed repeats
/// what it tries; what of it succeeds is up to the faults.
struct Producer {
    private struct RolledBack: Error {}

    private let client: PostgresClient
    private let queue: JobQueue
    private let lane: Int
    private let lanes: Int
    private let most: Int
    private let tally: Tally
    private var generator: SeededGenerator
    private var count: Int64 = 0
    /// Names the ordering keys. When it is not known whether a transaction was committed, or when, new ones begin.
    private var line = 0
    private var mayOrder = true
    /// On record in the transaction that is open.
    private var written: [Int64] = []

    init(
        _ lane: Int, of lanes: Int, seed: UInt64, bulk: Int, queue: JobQueue, client: PostgresClient, tally: Tally
    ) {
        self.client = client
        self.lane = lane
        self.lanes = lanes
        most = bulk
        self.tally = tally
        self.queue = queue
        generator = SeededGenerator(seed: seed &+ UInt64(lane + 1) &* 0x5851_F42D_4C95_7F2D)
    }

    mutating func run() async {
        while !tally.isOver {
            if tally.isCrowded {
                try? await Task.sleep(for: .milliseconds(20))
                continue
            }
            do {
                if generator.once(in: 10) { try await letters() } else { try await transaction() }
                tally.count(.committed)
            } catch is RolledBack {
                tally.count(.rolledBack)
            } catch let error as PostgresError where error.isOfTheStorm {
                tally.count(.failed)
                line += 1
                try? await Task.sleep(for: .milliseconds(20))
            } catch {
                return tally.add(problem: "a producer failed: \(error)")
            }
        }
    }

    // MARK: - Private

    private mutating func transaction() async throws {
        let connection = client
        var producer = self
        defer { self = producer }
        try await connection.withTransaction { transaction in
            producer.written = []
            // One that is prepared is committed some time later, and not in the order of its numbers.
            let isPrepared = producer.generator.once(in: 12)
            producer.mayOrder = !isPrepared
            for _ in 0..<Int.random(in: 1...6, using: &producer.generator) { try await producer.step(transaction) }
            if producer.generator.once(in: 6) { throw RolledBack() }
            if isPrepared { try await producer.prepare(transaction) }
        }
        tally.confirm(producer.written)
    }

    /// Several by themselves at the same time; each is told what became of it.
    private mutating func letters() async throws {
        let letters = (0..<Int.random(in: 1...20, using: &generator)).map { _ in
            Letter(number: nextNumber(), fate: .effect)
        }
        let outcomes = await withTaskGroup(of: (Int64, Result<Void, any Error>).self) { [queue] group in
            for letter in letters {
                group.addTask {
                    do {
                        try await queue.enqueueAlone(letter)
                        return (letter.number, .success(()))
                    } catch {
                        return (letter.number, .failure(error))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        tally.confirm(outcomes.filter { if case .success = $1 { true } else { false } }.map(\.0))
        for (_, outcome) in outcomes { try outcome.get() }
    }

    private mutating func step(_ transaction: Transaction) async throws {
        switch Int.random(in: 0..<40, using: &generator) {
        case 0..<20: try await single(transaction)
        case 20..<25: try await unique(transaction)
        case 25..<29: try await bulk(transaction)
        case 29..<31: try await bulkForLater(transaction)
        case 31..<36: try await savepoint(transaction)
        case 36..<39: try await Task.sleep(for: .milliseconds(Int.random(in: 1...50, using: &generator)))
        default: try await Task.sleep(for: .milliseconds(Int.random(in: 500...3000, using: &generator)))
        }
    }

    private mutating func single(_ transaction: Transaction) async throws {
        if mayOrder, generator.once(in: 3) { return try await ordered(transaction) }
        let priority = Priority.allCases.randomElement(using: &generator) ?? .normal
        let delay = generator.once(in: 5) ? Duration.milliseconds(Int.random(in: 1...2000, using: &generator)) : nil
        let (message, fate) = message()
        try await queue.enqueue(message, in: transaction, .init(priority: priority, delay: delay))
        try await transaction.executeLater(record([message], fate))
    }

    /// Nobody else writes to the key, so that its order is that of the numbers.
    private mutating func ordered(_ transaction: Transaction) async throws {
        let key = "\(lane)-\(line)-\(Int.random(in: 0..<4, using: &generator))"
        let (message, fate) = message()
        try await queue.enqueue(message, in: transaction, .init(orderingKey: key))
        written.append(message.number)
        try await transaction.executeLater(Ledger.insert([message], fate, orderingKey: key))
    }

    /// Of messages with one of a few keys, many are there already.
    private mutating func unique(_ transaction: Transaction) async throws {
        let key = "key-\(Int.random(in: 0..<30, using: &generator))"
        let isTimed = generator.once(in: 3)
        let delay = generator.once(in: 4) ? Duration.milliseconds(300) : nil
        let (message, fate) = message()
        let isEvent = type(of: message).queue == .tortureEvents
        let term = isTimed || isEvent ? Unique.Term.time(.milliseconds(700)) : .untilFinished
        let result = try await queue.enqueueReturningResult(
            message, in: transaction, .init(delay: delay, unique: .key(key, for: term)))
        if !result.isDuplicate { try await transaction.execute(record([message], fate)) }
    }

    private mutating func bulk(_ transaction: Transaction) async throws {
        let messages = messages(Int.random(in: 1...most, using: &generator))
        try await queue.enqueue(contentsOf: messages, in: transaction)
        try await transaction.execute(record(messages, .effect))
    }

    private mutating func bulkForLater(_ transaction: Transaction) async throws {
        let messages = messages(Int.random(in: 1...30, using: &generator))
        let due = Date.now + .random(in: 0...2, using: &generator)
        try await queue.enqueue(delayed: messages.map { ($0, due) }, in: transaction)
        try await transaction.execute(record(messages, .effect))
    }

    private mutating func savepoint(_ transaction: Transaction) async throws {
        var producer = self
        defer { self = producer }
        do {
            try await transaction.savepoint { inner in
                try await producer.single(inner)
                if producer.generator.once(in: 2) { try await producer.bulk(inner) }
                if producer.generator.once(in: 2) { throw RolledBack() }
            }
        } catch is RolledBack {
            producer.written = written
            tally.count(.savepointsRolledBack)
        }
    }

    /// Leaves the end to ``PreparedTransactions``; the COMMIT that follows has nothing left to do.
    private mutating func prepare(_ transaction: Transaction) async throws {
        count += 1
        let name = PreparedTransactions.name(
            commits: generator.once(in: 2), milliseconds: Int.random(in: 0...2500, using: &generator),
            number: count * Int64(lanes) + Int64(lane))
        // Sends what waits to be sent.
        _ = try await transaction.query("SELECT 1")
        try await transaction.executeScript("PREPARE TRANSACTION '\(name)'")
        written = []
        tally.count(.prepared)
    }

    private mutating func record(_ messages: [any Numbered], _ fate: Fate) -> SQL {
        written += messages.map(\.number)
        return Ledger.insert(messages, fate)
    }

    private mutating func messages(_ number: Int) -> [any Numbered] {
        (0..<number).map { _ in
            let kinds: [any Numbered.Type] = [Crate.self, Crate.self, Crate.self, Happening.self]
            return (kinds.randomElement(using: &generator) ?? Crate.self).init(number: nextNumber(), fate: .effect)
        }
    }

    private mutating func message() -> (message: any Numbered, fate: Fate) {
        let kinds: [any Numbered.Type] = [Errand.self, Errand.self, Errand.self, Note.self, Crate.self, Happening.self]
        let kind = kinds.randomElement(using: &generator) ?? Errand.self
        let fates: [Fate] = [.dead, .cancelled]
        let isDoomed = kind == Errand.self && generator.once(in: 20)
        let fate = isDoomed ? fates.randomElement(using: &generator) ?? .dead : .effect
        return (kind.init(number: nextNumber(), fate: fate), fate)
    }

    /// No two messages of any producer share a number.
    private mutating func nextNumber() -> Int64 {
        count += 1
        return count * Int64(lanes) + Int64(lane)
    }
}
