import JobQueue
import Models

extension QueueName {
    static let test = QueueName(rawValue: "test")
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
