import Hummingbird
import ServiceKit

extension WebConsole {
    private static let pageSize = 50

    /// A subscription: its figures, and its messages by state, found by kind, key or text among the first ten thousand.
    @Sendable
    func jobs(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let asked = try JobsQuery(request, context)
            let query = asked.query
            guard
                let figures = try await desk.subscriptions(
                    of: query.queue, subscriber: query.subscriber, bound: Self.bound
                ).first, let list = try await desk.jobs(query, count: Self.pageSize, bound: Self.bound)
            else { throw Problem.notFound("There is no such subscription.") }
            var holder: Int64?
            if let key = query.key { holder = try await desk.holder(of: key, in: query.queue) }
            let view = View(
                queue: query.queue, subscriber: query.subscriber, path: asked.path,
                figures: OverviewRow(figures, visit.words), states: tabs(asked, figures, visit.words),
                state: query.state, kind: query.kind ?? "", key: query.key ?? "", text: query.text ?? "",
                rows: list.rows.map { JobLine($0, visit.words) }, anyRows: !list.rows.isEmpty,
                holder: holder.map { Int($0) }, looked: looked(asked, list, visit.words), first: first(asked),
                next: next(asked, list))
            return try show("jobs", view, visit, request, address: asked.address(skip: query.skip))
        }
    }

    // MARK: - Private

    private func tabs(
        _ asked: JobsQuery, _ figures: QueueDesk.SubscriptionRow, _ words: PageWords
    ) -> [StateTab] {
        let counts = [
            "waiting": figures.waiting, "running": figures.running, "delayed": figures.delayed,
            "held": figures.held,
            "parked": figures.parked, "dead": figures.dead,
        ]
        return JobsQuery.states.map { state in
            StateTab(
                href: asked.address(state: state), name: words("state.\(state ?? "all")"),
                count: state.flatMap { counts[$0] }.map { Figure.bounded($0) }, chosen: state == asked.query.state)
        }
    }

    /// How far the search went, where it did not look at everything.
    private func looked(_ asked: JobsQuery, _ list: QueueDesk.JobList, _ words: PageWords) -> String? {
        guard !asked.query.isPlain else { return nil }
        let from = asked.query.skip + 1
        let to = asked.query.skip + list.looked
        guard list.looked > 0 else { return words("jobs.looked_none") }
        return words(
            list.goesOn && list.rows.count < Self.pageSize ? "jobs.looked_part" : "jobs.looked",
            ["from": Figure.count(from), "to": Figure.count(to)])
    }

    private func first(_ asked: JobsQuery) -> String? { asked.query.skip == 0 ? nil : asked.address() }

    private func next(_ asked: JobsQuery, _ list: QueueDesk.JobList) -> String? {
        guard list.goesOn else { return nil }
        let isFull = list.rows.count == Self.pageSize
        let skip = isFull ? Int(list.rows.last?.number ?? 0) : asked.query.skip + list.looked
        return skip > JobsQuery.depth ? nil : asked.address(skip: skip)
    }

    private struct View {
        let queue: String
        let subscriber: String
        let path: String
        let figures: OverviewRow
        let states: [StateTab]
        let state: String?
        let kind: String
        let key: String
        let text: String
        let rows: [JobLine]
        let anyRows: Bool
        let holder: Int?
        let looked: String?
        let first: String?
        let next: String?
    }
}

/// A state to choose, with how many messages are in it.
struct StateTab {
    let href: String
    let name: String
    let count: String?
    let chosen: Bool
}

/// A message in a list.
struct JobLine {
    let id: Int
    let kind: String
    let stateName: String
    let tone: String
    let attempt: Int
    let enqueued: String
    let when: String?
    // Not "key", which is the page's: an absent value would be looked for there.
    let uniqueKey: String?
    let orderingKey: String?
    let anyAbout: Bool
    let reason: String?

    init(_ row: QueueDesk.JobRow, _ words: PageWords) {
        id = Int(row.id)
        kind = row.kind
        stateName = words.state(row.state)
        tone = PageWords.tone(ofState: row.state)
        attempt = Int(row.attempt)
        enqueued = words.seconds(row.enqueuedAt)
        when = (row.due ?? row.at).map { words.seconds($0) }
        uniqueKey = row.uniqueKey
        orderingKey = row.orderingKey
        anyAbout = row.reason != nil || row.uniqueKey != nil || row.orderingKey != nil
        reason = row.reason.map { PayloadMask.text(Self.firstLine($0)) }
    }

    static func firstLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).first.map { String($0.prefix(200)) } ?? ""
    }
}
