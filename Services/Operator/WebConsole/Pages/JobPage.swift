import Foundation
import HTTPTypes
import Hummingbird
import JobQueue
import Models
import ServiceKit

extension WebConsole {
    /// `/jobs?id=…` of the bar: on to the message.
    @Sendable
    func find(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { _ in
            let typed = request.uri.queryParameters["id"].map(String.init) ?? ""
            guard let id = Int64(typed.trimmingCharacters(in: .whitespaces)), id > 0 else {
                throw Problem.malformed("A message's id is a number.")
            }
            return frame.redirect(to: "/jobs/\(id)")
        }
    }

    /// One message: where it is for each subscriber, what it says, and what happened to it.
    @Sendable
    func job(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            try await jobPage(try jobID(context), visit, request, isRevealed: false)
        }
    }

    /// The same with nothing hidden; the log keeps who looked.
    @Sendable
    func reveal(_ request: Request, _ context: BangbanContext) async throws -> Response {
        try await signedIn(request) { visit in
            _ = try await form(request, visit)
            let id = try jobID(context)
            note("payload revealed", visit, ["message": "\(id)"])
            return try await jobPage(id, visit, request, isRevealed: true)
        }
    }

    func jobID(_ context: BangbanContext) throws -> Int64 {
        guard let id = Int64(try context.parameters.require("id")) else {
            throw Problem.notFound("A message's id is a number.")
        }
        return id
    }

    // MARK: - Private

    private func jobPage(
        _ id: Int64, _ visit: ConsoleVisit, _ request: Request, isRevealed: Bool
    ) async throws -> Response {
        let deliveries = try await desk.message(id)
        guard let content = try await desk.content(of: id), let first = deliveries.first else {
            throw Problem.notFound("There is no message \(id) (any more).")
        }
        let marks = try await desk.marks(of: id)
        let hidden = isRevealed ? nil : PayloadMask.json(content.payload.pretty, isCut: content.payload.isCut)
        let history = JobHistory(
            deliveries: deliveries, claims: try await desk.claims(of: id), marks: marks, words: visit.words)
        let view = View(
            id: Int(id), kind: first.kind, version: Int(first.version),
            facts: facts(first, content, visit.words), payload: hidden?.text ?? content.payload.pretty,
            cut: content.payload.isCut, masked: hidden.flatMap { $0.count > 0 ? Figure.count($0.count) : nil },
            revealed: isRevealed,
            deliveries: deliveries.map { DeliveryView($0, visit.words) }, history: history.items,
            results: marks.compactMap { mark in
                mark.result.map { Result(subscriber: mark.subscriber, of: $0, isRevealed: isRevealed) }
            })
        return try show("job", view, visit, request, address: "/jobs/\(id)")
    }

    private func facts(
        _ delivery: QueueDesk.DeliveryRow, _ content: QueueDesk.Content, _ words: PageWords
    ) -> [Fact] {
        let trace = MessageHeaders(traceparent: content.headers["traceparent"]).traceID
        let facts: [(String, String?)] = [
            ("jobs.queue", delivery.queue), ("jobs.priority", words("priority.\(delivery.priority)")),
            ("jobs.enqueued", words.seconds(delivery.enqueuedAt)), ("jobs.unique_key", content.uniqueKey),
            ("jobs.ordering_key", content.orderingKey),
            ("job.request", content.headers["request_id"]), ("job.trace", trace),
            ("job.scheduled", content.headers["scheduled_for"].flatMap { RFC3339.date($0) }.map { words.seconds($0) }),
        ]
        return facts.compactMap { key, value in value.map { Fact(name: words(key), value: $0) } }
    }

    private struct View {
        let id: Int
        let kind: String
        let version: Int
        let facts: [Fact]
        let payload: String
        let cut: Bool
        let masked: String?
        let revealed: Bool
        let deliveries: [DeliveryView]
        let history: [JobHistory.Item]
        let results: [Result]
    }

    private struct Fact {
        let name: String
        let value: String
    }

    private struct Result {
        let subscriber: String
        let value: String
        let cut: Bool

        init(subscriber: String, of result: QueueDesk.Text, isRevealed: Bool) {
            self.subscriber = subscriber
            value = isRevealed ? result.pretty : PayloadMask.json(result.pretty, isCut: result.isCut).text
            cut = result.isCut
        }
    }
}

/// A message as one subscriber has it, and what can be done with it.
struct DeliveryView {
    let queue: String
    let subscriber: String
    let href: String
    let stateName: String
    let tone: String
    let attempt: Int
    let due: String?
    let progress: String?
    let canCancel: Bool
    let isDead: Bool

    init(_ row: QueueDesk.DeliveryRow, _ words: PageWords) {
        queue = row.queue
        subscriber = row.subscriber
        href = JobsQuery(queue: row.queue, subscriber: row.subscriber).path
        stateName = words.state(row.state)
        tone = PageWords.tone(ofState: row.state)
        attempt = Int(row.attempt)
        due = row.due.map { words.seconds($0) }
        let part = row.progress.map { "\(Int(($0 * 100).rounded())) %" }
        let told = [part, row.progressNote.map { PayloadMask.text($0) }].compactMap { $0 }
        progress = told.isEmpty ? nil : told.joined(separator: ", ")
        canCancel = ["waiting", "running", "delayed", "held", "parked"].contains(row.state)
        isDead = row.state == "dead"
    }
}
