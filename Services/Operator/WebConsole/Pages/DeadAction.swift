import Hummingbird
import Models
import ServiceKit

extension WebConsole {
    /// How long one click may work: below the time limit of a request.
    private static let workLimit = Duration.seconds(20)

    /// Retries or discards messages of a group as its page showed it: those that were chosen, or all.
    @Sendable
    func settleDead(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let form = try await form(request, visit)
            guard let action = QueueDesk.DeadAction(rawValue: form["action"] ?? "") else {
                throw Problem.malformed("There is no such action.")
            }
            let query = try query(form)
            let redrive = try await desk.redrive(query, action, within: Self.workLimit)
            note(action.done, visit, Self.facts(query, redrive.count))
            let done = !redrive.isThrough ? "more" : redrive.count == 0 ? "nothing" : action.done
            return frame.redirect(
                to: PageQuery.address("/dead", [("done", done), ("count", String(redrive.count))]))
        }
    }

    // MARK: - Private

    private func query(_ form: FormBody) throws -> QueueDesk.DeadQuery {
        var query = try group { form[$0] }.query
        guard let until = form.text("until").flatMap({ RFC3339.date($0) }) else {
            throw Problem.malformed("The group has no end.")
        }
        query.until = until
        query.ids = form["all"] == nil ? form.values("id").compactMap { Int64($0) } : nil
        return query
    }

    private static func facts(_ query: QueueDesk.DeadQuery, _ count: Int) -> [String: String] {
        var facts = ["count": "\(count)"]
        facts["queue"] = query.queue
        facts["subscriber"] = query.subscriber
        facts["kind"] = query.kind
        facts["reason"] = query.pattern
        facts["messages"] = query.ids?.map(String.init).joined(separator: " ")
        return facts
    }
}

extension QueueDesk.DeadAction {
    /// What the page that follows says was done.
    var done: String {
        switch self {
        case .retry: "retried"
        case .discard: "discarded"
        }
    }
}
