import JobQueue
import Models

extension QueueName {
    static let torture = QueueName(rawValue: "torture")
    static let tortureEvents = QueueName(rawValue: "torture.events")
}

/// What is to become of a message.
enum Fate: String, Codable, Sendable {
    /// Its handler writes one row.
    case effect
    /// Its handler gives it up: no row.
    case dead
    /// Its handler discards it: no row.
    case cancelled
}

/// A message that is recognised by its number.
protocol Numbered: Message {
    init(number: Int64, fate: Fate)
    var number: Int64 { get }
}

/// Handled alone, with `context.commit`.
struct Errand: Numbered {
    static let kind = "torture.errand"
    static let queue = QueueName.torture
    var number: Int64
    var fate: Fate
}

/// Handled in batches.
struct Crate: Numbered {
    static let kind = "torture.crate"
    static let queue = QueueName.torture
    var number: Int64
    var fate: Fate
}

/// Handled without `context.commit`: at least once is all that is promised.
struct Note: Numbered {
    static let kind = "torture.note"
    static let queue = QueueName.torture
    var number: Int64
    var fate: Fate
}

/// Enqueued by itself, beside others, and handled alone.
struct Letter: Numbered {
    static let kind = "torture.letter"
    static let queue = QueueName.torture
    var number: Int64
    var fate: Fate
}

/// An event with two subscribers.
struct Happening: Numbered {
    static let kind = "torture.happening"
    static let queue = QueueName.tortureEvents
    var number: Int64
    var fate: Fate
}
