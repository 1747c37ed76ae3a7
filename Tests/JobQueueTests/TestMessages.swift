import JobQueue
import Models

extension QueueName {
    static let test = QueueName(rawValue: "test")
    static let testEvents = QueueName(rawValue: "test.events")
}

struct Raised: Message {
    static let kind = "test.raised"
    static let queue = QueueName.testEvents
    var number: Int
}

struct Lowered: Message {
    static let kind = "test.lowered"
    static let queue = QueueName.testEvents
    var number: Int
}

/// Of a queue that nobody has made.
struct Novelty: Message {
    static let kind = "test.novelty"
    static let queue = QueueName(rawValue: "brand-new.test")
    var number: Int
}

struct Ping: Message, Hashable {
    static let kind = "test.ping"
    static let queue = QueueName.test
    var number: Int
}

struct Pong: Message, Hashable {
    static let kind = "test.pong"
    static let queue = QueueName.test
    static let version = 2
    var caseID: String
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
