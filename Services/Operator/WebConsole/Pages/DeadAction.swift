import Foundation
import Hummingbird
import Models
import ServiceKit

extension WebConsole {
    /// How long one click may work: below the time limit of a request.
    private static let workLimit = Duration.seconds(20)
    private static let batch = 1000

    /// Retries or discards the messages that were chosen, or a whole group.
    @Sendable
    func settleDead(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let form = try await form(request, visit)
            guard let action = DeadAction(rawValue: form["action"] ?? "") else {
                throw Problem.malformed("There is no such action.")
            }
            if form["all"] != nil { return try await settleGroup(form, action, visit) }
            let ids = form.values("id").compactMap { Int64($0) }
            let count = try await settle(ids, action)
            note(
                action.done, visit,
                ["messages": "\(ids.map(String.init).joined(separator: " "))", "count": "\(count)"])
            return frame.redirect(to: Self.address(count == 0 ? "nothing" : action.done, count))
        }
    }

    // MARK: - Private

    /// In steps, each a transaction of its own. What dies meanwhile is left for the next look.
    private func settleGroup(_ form: FormBody, _ action: DeadAction, _ visit: ConsoleVisit) async throws -> Response {
        let group = try group { form[$0] }
        guard let until = form.text("until").flatMap({ RFC3339.date($0) }) else {
            throw Problem.malformed("The group has no end.")
        }
        let end = ContinuousClock.now + Self.workLimit
        var from = Date.distantPast
        var total = 0
        var isThrough = false
        while !isThrough, ContinuousClock.now < end {
            let found = try await desk.deadIDs(in: group, from: from, upTo: until, limit: Self.batch)
            total += try await settle(found.map(\.id), action)
            isThrough = found.count < Self.batch
            from = found.last?.diedAt ?? until
        }
        note(
            action.done, visit,
            [
                "queue": "\(group.queue)", "subscriber": "\(group.subscriber)", "kind": "\(group.kind)",
                "reason": "\(group.pattern)", "count": "\(total)",
            ])
        return frame.redirect(to: Self.address(!isThrough ? "more" : total == 0 ? "nothing" : action.done, total))
    }

    private func settle(_ ids: [Int64], _ action: DeadAction) async throws -> Int {
        guard !ids.isEmpty else { return 0 }
        return switch action {
        case .retry: try await desk.retry(ids)
        case .discard: try await desk.discard(ids)
        }
    }

    private static func address(_ done: String, _ count: Int) -> String {
        PageQuery.address("/dead", [("done", done), ("count", String(count))])
    }

    private enum DeadAction: String {
        case retry, discard

        var done: String { self == .retry ? "retried" : "discarded" }
    }
}
