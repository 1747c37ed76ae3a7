import Hummingbird
import JobQueue
import Models
import ServiceKit

extension WebConsole {
    /// Cancels, retries or discards one message for a subscriber.
    @Sendable
    func settle(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let form = try await form(request, visit)
            let id = try jobID(context)
            let (done, count) = try await settle(id, for: form.text("subscriber"), form["action"] ?? "")
            note(
                done, visit, ["message": "\(id)", "subscriber": "\(form["subscriber"] ?? "all")", "count": "\(count)"])
            let back = done == "discarded" && count > 0 ? "/dead" : "/jobs/\(id)"
            return frame.redirect(
                to: PageQuery.address(back, [("done", count == 0 ? "nothing" : done), ("count", "\(count)")]))
        }
    }

    // MARK: - Private

    private func settle(
        _ id: Int64, for subscriber: String?, _ name: String
    ) async throws -> (done: String, count: Int) {
        if let action = QueueDesk.DeadAction(rawValue: name) {
            let redrive = try await desk.redrive(.init(ids: [id], subscriber: subscriber), action)
            return (action.done, redrive.count)
        }
        guard name == "cancel" else { throw Problem.malformed("There is no such action.") }
        return ("cancelled", try await desk.queue.cancel(MessageID(rawValue: id), subscriber: subscriber).count)
    }
}
