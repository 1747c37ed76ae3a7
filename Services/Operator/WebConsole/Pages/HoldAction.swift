import Hummingbird
import JobQueue
import Models
import ServiceKit

extension WebConsole {
    /// Holds a subscriber or its whole queue up, or lets it go on.
    @Sendable
    func hold(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let form = try await form(request, visit)
            let asked = try JobsQuery(request, context)
            let subscriber = form["whole"] == nil ? asked.query.subscriber : nil
            let queue = QueueName(rawValue: asked.query.queue)
            let count: Int
            switch form["action"] {
            case "pause": count = try await desk.queue.pause(queue, subscriber: subscriber)
            case "resume": count = try await desk.queue.resume(queue, subscriber: subscriber)
            default: throw Problem.malformed("There is no such action.")
            }
            guard count > 0 else { throw Problem.notFound("There is no such subscription.") }
            let done = form["action"] == "pause" ? "paused" : "resumed"
            note(done, visit, ["queue": "\(asked.query.queue)", "subscriber": "\(subscriber ?? "all")"])
            return frame.redirect(to: PageQuery.address(asked.path, [("done", done)]))
        }
    }
}
