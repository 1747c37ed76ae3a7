import Foundation
import Hummingbird
import Models
import ServiceKit

extension WebConsole {
    private static let groupsShown = 100
    private static let lettersShown = 200

    /// What was given up, by kind and reason.
    @Sendable
    func dead(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let (groups, looked) = try await desk.deadGroups(bound: Self.bound)
            let view = GroupsView(
                groups: groups.prefix(Self.groupsShown).map { GroupView($0, visit.words) }, anyGroups: !groups.isEmpty,
                isPart: looked >= Self.bound, others: groups.count > Self.groupsShown)
            return try show("dead", view, visit, request, address: "/dead")
        }
    }

    /// The messages of one group, to choose from.
    @Sendable
    func deadGroup(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let query = request.uri.queryParameters
            var group = try group { query[Substring($0)].map(String.init) }
            let letters = try await desk.dead(group.query, limit: Self.lettersShown)
            group.lastAt = letters.first?.diedAt ?? group.lastAt
            let view = LettersView(
                group: GroupView(group, visit.words),
                rows: letters.map { letter in
                    Letter(
                        id: Int(letter.id), attempt: Int(letter.attempt), died: visit.words.seconds(letter.diedAt),
                        reason: PayloadMask.text(JobLine.firstLine(letter.reason)))
                }, anyRows: !letters.isEmpty, isPart: letters.count == Self.lettersShown)
            return try show("dead_group", view, visit, request, address: GroupView(group, visit.words).href)
        }
    }

    /// The group that a form or an address names.
    func group(_ field: (String) -> String?) throws -> QueueDesk.DeadGroup {
        guard let queue = field("queue"), let subscriber = field("subscriber"), let kind = field("kind"),
            let pattern = field("pattern")
        else { throw Problem.malformed("The group is not named.") }
        return QueueDesk.DeadGroup(queue: queue, subscriber: subscriber, kind: kind, pattern: pattern)
    }

    private struct GroupsView {
        let groups: [GroupView]
        let anyGroups: Bool
        let isPart: Bool
        let others: Bool
    }

    private struct LettersView {
        let group: GroupView
        let rows: [Letter]
        let anyRows: Bool
        let isPart: Bool
    }

    private struct Letter {
        let id: Int
        let attempt: Int
        let died: String
        let reason: String
    }
}

/// A group of dead messages.
struct GroupView {
    let queue: String
    let subscriber: String
    let kind: String
    let pattern: String
    let reason: String
    let count: String
    let first: String
    let last: String
    /// Up to when messages died that a form is about.
    let until: String
    let href: String

    init(_ group: QueueDesk.DeadGroup, _ words: PageWords) {
        queue = group.queue
        subscriber = group.subscriber
        kind = group.kind
        pattern = group.pattern
        reason = group.pattern.isEmpty ? "—" : PayloadMask.text(group.pattern)
        count = Figure.bounded(Int64(group.count))
        first = words.seconds(group.firstAt)
        last = words.seconds(group.lastAt)
        until = RFC3339.string(group.lastAt.addingTimeInterval(0.001), milliseconds: true)
        href =
            PageQuery.address(
                "/dead/group",
                [("queue", queue), ("subscriber", subscriber), ("kind", kind)])
            + "&pattern=\(PageQuery.encoded(pattern))"
    }
}
