/// What makes a message the only one of its queue: while another holds the same, it is not appended, and its enqueuer is told
/// the other's id. The rules are those of `queue.enqueue` in SQL.
public struct Unique: Hashable, Sendable {
    /// For how long.
    public enum Term: Hashable, Sendable {
        /// Until the message is over. Not for events, which each subscriber finishes by itself, or none.
        case untilFinished
        /// For this long after it was enqueued, finished or not.
        case time(Duration)
        /// For the period of the calendar in which it is due, finished or not; from a second to 366 days. Periods are counted
        /// from a Monday's midnight in Asia/Shanghai, so that days and weeks begin there.
        case period(Duration)

        /// The clock's hour.
        public static let hour = Term.period(.seconds(3600))
        /// The day from midnight to midnight.
        public static let day = Term.period(.seconds(86_400))
        /// The week from Monday to Sunday.
        public static let week = Term.period(.seconds(7 * 86_400))
    }

    enum Scope: Hashable {
        case key(String), arguments, kind
    }

    let scope: Scope
    let term: Term

    /// By a key of up to 1000 bytes, whatever the kind. For a time it is an idempotency key: whoever asks for the same thing
    /// once more is told what was enqueued first.
    public static func key(_ key: String, for term: Term = .untilFinished) -> Unique {
        Unique(scope: .key(key), term: term)
    }

    /// By kind and payload: a SHA-256 of the text that PostgreSQL's jsonb has for it. Not for ``SealedMessage``s.
    public static func arguments(for term: Term = .untilFinished) -> Unique { Unique(scope: .arguments, term: term) }

    /// By kind alone.
    public static func kind(for term: Term = .untilFinished) -> Unique { Unique(scope: .kind, term: term) }
}

/// A sealed message is to be unique by its arguments, which look different each time they are sealed: give it a key.
public struct SealedArguments: Error, CustomStringConvertible {
    /// The message's kind.
    public let kind: String

    /// In words.
    public var description: String {
        "messages of kind \(kind) are sealed and cannot be unique by their arguments: give them a key"
    }
}

/// A message of a batch is to be unique for a time or a period: its batch would stay open until that is over. Let it be unique
/// until it is finished.
public struct UniqueTermInBatch: Error, CustomStringConvertible {
    /// The message's kind.
    public let kind: String

    /// In words.
    public var description: String {
        "the message of kind \(kind) is one of a batch and unique for a time or a period: let it be unique until it is finished"
    }
}

/// As `queue.enqueue` is told.
extension Unique {
    var key: String? {
        if case .key(let key) = scope { key } else { nil }
    }

    var by: String? {
        switch scope {
        case .key: nil
        case .arguments: "arguments"
        case .kind: "kind"
        }
    }

    var time: Duration? {
        if case .time(let time) = term { time } else { nil }
    }

    var period: Duration? {
        if case .period(let period) = term { period } else { nil }
    }
}
