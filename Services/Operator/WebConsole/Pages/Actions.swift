import Hummingbird
import JobQueue
import Logging
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

    /// Cancels, retries or discards one message.
    @Sendable
    func settle(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let form = try await form(request, visit)
            let id = try jobID(context)
            let (done, count): (String, Int)
            switch form["action"] {
            case "cancel":
                let places = try await desk.queue.cancel(MessageID(rawValue: id), subscriber: form.text("subscriber"))
                (done, count) = ("cancelled", places.count)
            case "retry": (done, count) = ("retried", try await desk.retry([id]))
            case "discard": (done, count) = ("discarded", try await desk.discard([id]))
            default: throw Problem.malformed("There is no such action.")
            }
            note(
                done, visit, ["message": "\(id)", "subscriber": "\(form["subscriber"] ?? "all")", "count": "\(count)"])
            let back = done == "discarded" && count > 0 ? "/dead" : "/jobs/\(id)"
            return frame.redirect(
                to: PageQuery.address(back, [("done", count == 0 ? "nothing" : done), ("count", "\(count)")]))
        }
    }

    /// Writes down who did what.
    func note(_ what: String, _ visit: ConsoleVisit, _ facts: [String: String]) {
        var metadata = facts.mapValues { Logger.MetadataValue.string($0) }
        metadata["user"] = .string(visit.session.name)
        logger.notice("\(what)", metadata: metadata)
    }
}
