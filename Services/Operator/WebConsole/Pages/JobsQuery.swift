import Hummingbird
import ServiceKit

/// A list of a subscription's messages, as its address carries it. A value that is none of ours counts as absent.
struct JobsQuery: Sendable {
    /// The tabs, in the order of a message's life; nil is everything that was appended.
    static let states: [String?] = [nil, "waiting", "running", "delayed", "held", "parked", "dead", "finished"]
    /// How far back the console looks; beyond it, psql is the tool.
    static let depth = 50_000

    var query: QueueDesk.JobQuery

    init(queue: String, subscriber: String) { query = .init(queue: queue, subscriber: subscriber) }

    init(_ request: Request, _ context: BangbanContext) throws {
        self.init(
            queue: try context.parameters.require("queue"), subscriber: try context.parameters.require("subscriber"))
        let values = request.uri.queryParameters
        func value(_ name: Substring) -> String? {
            values[name].map(String.init).flatMap { $0.isEmpty ? nil : String($0.prefix(200)) }
        }
        query.state = value("state").flatMap { Self.states.contains($0) ? $0 : nil }
        query.kind = value("kind")
        query.key = value("key")
        query.text = value("text")
        query.skip = value("skip").flatMap { Int($0) }.map { min(max($0, 0), Self.depth) } ?? 0
    }

    /// The subscription's address.
    var path: String { "/queues/\(PageQuery.encoded(query.queue))/\(PageQuery.encoded(query.subscriber))" }

    /// The address of this list, from a place on.
    func address(skip: Int = 0) -> String {
        PageQuery.address(
            path,
            [
                ("state", query.state), ("kind", query.kind), ("key", query.key), ("text", query.text),
                ("skip", skip == 0 ? nil : String(skip)),
            ])
    }

    /// The address of the same search among messages in another state.
    func address(state: String?) -> String {
        var other = self
        other.query.state = state
        return other.address()
    }
}
