import Foundation
import Hummingbird
import ServiceKit

extension WebConsole {
    /// What is enqueued by the clock: the next times, and the last runs.
    @Sendable
    func schedules(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            let rows = try await desk.schedules(next: 5)
            let runs = try await desk.scheduleRuns(5)
            let view = View(
                rows: rows.map { row in
                    Row(row, runs.filter { $0.name == row.name }, visit.words)
                }, anyRows: !rows.isEmpty)
            return try show("schedules", view, visit, request, address: "/schedules")
        }
    }

    private struct View {
        let rows: [Row]
        let anyRows: Bool
    }

    private struct Run {
        let at: String
        let message: Int
        let late: String?
    }

    private struct Row {
        let name: String
        let expression: String
        let zone: String
        let missed: String
        let queue: String
        let kind: String
        let next: [String]
        let runs: [Run]

        init(_ row: QueueDesk.ScheduleRow, _ past: [QueueDesk.ScheduleRun], _ words: PageWords) {
            name = row.name
            expression = row.expression
            zone = row.timeZone
            missed = words("schedules.missed_\(row.missed)")
            queue = row.queue
            kind = row.kind
            next = row.next.map { words.plain($0) }
            runs = past.map { run in
                let delay = run.firedAt.timeIntervalSince(run.scheduledFor)
                return Run(
                    at: words.plain(run.scheduledFor), message: Int(run.message),
                    late: delay >= 60 ? words("schedules.late", ["span": words.span(delay)]) : nil)
            }
        }
    }
}
