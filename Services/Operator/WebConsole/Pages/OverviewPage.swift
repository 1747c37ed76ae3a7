import Foundation
import Hummingbird
import ServiceKit

extension WebConsole {
    /// Every queue with its subscribers: what is before them, how fast they are, whether they are held up.
    @Sendable
    func overview(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let rows = try await desk.subscriptions(bound: Self.bound)
            let alone = try await desk.unsubscribedQueues()
            let isLive = request.uri.queryParameters["live"] != nil
            let view = View(
                rows: rows.map { OverviewRow($0, visit.words) }, anyRows: !rows.isEmpty,
                unsubscribed: alone.isEmpty ? nil : alone.joined(separator: ", "), refresh: isLive ? 5 : nil,
                now: visit.words.seconds(Date()))
            return try show("overview", view, visit, request, address: isLive ? "/?live=1" : "/")
        }
    }

    private struct View {
        let rows: [OverviewRow]
        let anyRows: Bool
        let unsubscribed: String?
        let refresh: Int?
        let now: String
    }
}

/// A subscription as the overview shows it.
struct OverviewRow {
    let queue: String
    let subscriber: String
    let href: String
    let waiting: String
    let running: String
    let delayed: String
    let held: String
    let parked: String
    let dead: String
    let anyDead: Bool
    let pace: String
    let oldest: String?
    let clears: String?
    let paused: String?
    let limits: String?
    let retention: String

    init(_ row: QueueDesk.SubscriptionRow, _ words: PageWords) {
        queue = row.queue
        subscriber = row.subscriber
        href = JobsQuery(queue: row.queue, subscriber: row.subscriber).path
        waiting = Figure.bounded(row.waiting)
        running = Figure.bounded(row.running)
        delayed = Figure.bounded(row.delayed)
        held = Figure.bounded(row.held)
        parked = Figure.bounded(row.parked)
        dead = Figure.bounded(row.dead)
        anyDead = row.dead > 0
        pace = row.pace == 0 ? "0" : row.pace < 10 ? Figure.seconds(row.pace) : Figure.count(Int(row.pace.rounded()))
        oldest = row.oldestAge.map { words.span($0) }
        clears = row.waiting >= WebConsole.bound ? nil : row.clearsIn.map { words.span($0) }
        paused = row.pausedAt.map { words.plain($0) }
        limits = words.limits(row.limits)
        retention = words.span(row.retention)
    }
}

extension Figure {
    /// With a plus where counting ended at the console's bound.
    static func bounded(_ number: Int64) -> String {
        bounded(number, WebConsole.bound)
    }
}
