/// Tells others of what transactions did, by a statement that is sent behind COMMIT: in the same round trip, but in a
/// transaction of its own, for a commit with a NOTIFY holds a lock of the whole server while it waits for the disk.
public protocol CommitHints: AnyObject, Sendable {
    /// The statement that tells of these topics, asked for when the commit is about to be sent; nil to send none with it.
    func statement(of topics: Set<String>) -> SQL?
    /// The statement's answer; nil if it failed, or was not sent after all.
    func answered(_ rows: Rows?)
    /// A transaction that had no statement sent has committed.
    func committed(_ topics: Set<String>)
}

/// What a transaction has others told of, and by whom.
struct DueHints {
    private var topics: [ObjectIdentifier: (hints: any CommitHints, topics: Set<String>)] = [:]

    mutating func add(_ topic: String, _ hints: any CommitHints) {
        topics[ObjectIdentifier(hints), default: (hints, [])].topics.insert(topic)
    }

    /// Asks for the statements.
    func asked() -> AskedHints {
        AskedHints(hints: topics.values.map { ($0.hints, $0.topics, $0.hints.statement(of: $0.topics)) })
    }
}

/// The same once the statements were asked for: whoever gave one is told its answer.
struct AskedHints {
    fileprivate let hints: [(hints: any CommitHints, topics: Set<String>, statement: SQL?)]

    var statements: [SQL] { hints.compactMap(\.statement) }

    /// The transaction has committed; these are the answers, or none.
    func committed(_ answers: [QueryResult]) {
        var answers = answers.map(Rows.init).makeIterator()
        for hint in hints {
            if hint.statement == nil { hint.hints.committed(hint.topics) } else { hint.hints.answered(answers.next()) }
        }
    }

    /// It has not, as far as is known.
    func failed() {
        for hint in hints where hint.statement != nil { hint.hints.answered(nil) }
    }
}
