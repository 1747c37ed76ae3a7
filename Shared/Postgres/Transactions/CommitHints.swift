/// Tells others of what transactions did, by a statement that is sent behind COMMIT: in the same round trip, but in a
/// transaction of its own, for a commit with a NOTIFY holds a lock of the whole server while it waits for the disk.
public protocol CommitHints<Topic>: AnyObject, Sendable {
    /// What is told; the same of two transactions, or twice of one, is told once.
    associatedtype Topic: Hashable & Sendable

    /// The statement that tells of these topics, asked for when the commit is about to be sent; nil to send none with it.
    func statement(of topics: Set<Topic>) -> SQL?
    /// The statement's answer; nil if it failed, or was not sent after all.
    func answered(_ rows: Rows?)
    /// A transaction that had no statement sent has committed.
    func committed(_ topics: Set<Topic>)
}

/// What a transaction has others told of, and by whom.
struct DueHints {
    private var due: [ObjectIdentifier: any Due] = [:]

    mutating func add<Hints: CommitHints>(_ topic: Hints.Topic, _ hints: Hints) {
        let key = ObjectIdentifier(hints)
        var topics = due[key] as? DueTopics<Hints> ?? DueTopics(hints: hints)
        topics.topics.insert(topic)
        due[key] = topics
    }

    /// Asks for the statements.
    func asked() -> AskedHints {
        AskedHints(hints: due.values.map { ($0, $0.statement()) })
    }
}

/// The same once the statements were asked for: whoever gave one is told its answer.
struct AskedHints {
    fileprivate let hints: [(due: any Due, statement: SQL?)]

    var statements: [SQL] { hints.compactMap(\.statement) }

    /// The transaction has committed; these are the answers, or none.
    func committed(_ answers: [QueryResult]) {
        var answers = answers.map(Rows.init).makeIterator()
        for hint in hints {
            if hint.statement == nil { hint.due.committed() } else { hint.due.answered(answers.next()) }
        }
    }

    /// It has not, as far as is known.
    func failed() {
        for hint in hints where hint.statement != nil { hint.due.answered(nil) }
    }
}

/// ``DueTopics`` of whichever hints.
private protocol Due: Sendable {
    func statement() -> SQL?
    func answered(_ rows: Rows?)
    func committed()
}

/// What one has to tell.
private struct DueTopics<Hints: CommitHints>: Due {
    let hints: Hints
    var topics: Set<Hints.Topic> = []

    func statement() -> SQL? { hints.statement(of: topics) }
    func answered(_ rows: Rows?) { hints.answered(rows) }
    func committed() { hints.committed(topics) }
}
