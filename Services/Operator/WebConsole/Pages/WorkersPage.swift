import Hummingbird
import ServiceKit

extension WebConsole {
    /// The processes at work: whether they are alive, and what they hold.
    @Sendable
    func workers(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let rows = try await desk.workers()
            let isLive = request.uri.queryParameters["live"] != nil
            let view = View(
                rows: rows.map { Row($0, visit.words) }, anyRows: !rows.isEmpty, refresh: isLive ? 5 : nil)
            return try show("workers", view, visit, request, address: isLive ? "/workers?live=1" : "/workers")
        }
    }

    private struct View {
        let rows: [Row]
        let anyRows: Bool
        let refresh: Int?
    }

    private struct Row {
        let id: Int
        let name: String
        let started: String
        let beat: String?
        let silent: Bool
        let lease: String
        let wakes: String
        let claims: String
        let messages: String
        let oldest: String?

        init(_ row: QueueDesk.WorkerRow, _ words: PageWords) {
            id = Int(row.id)
            name = row.name
            started = words.plain(row.startedAt)
            beat = row.beatAge.map { words.span($0) }
            silent = row.isSilent
            lease = words.span(row.lease)
            wakes = words(row.listens ? "workers.listens" : "workers.polls")
            claims = Figure.count(Int(row.claims))
            messages = Figure.count(Int(row.messages))
            oldest = row.claimAge.map { words.span($0) }
        }
    }
}
