import Foundation
import ServiceKit

/// What happened to a message, in order of time: enqueued, claimed, failed, steps done, over.
struct JobHistory {
    struct Item {
        let at: Date
        let when: String
        let what: String
        let detail: String?
        let tone: String
    }

    let deliveries: [QueueDesk.DeliveryRow]
    let claims: [QueueDesk.ClaimRow]
    let marks: [QueueDesk.Mark]
    let words: PageWords

    var items: [Item] {
        let enqueued = deliveries.first.map { [item($0.enqueuedAt, words("job.did.enqueued"))] } ?? []
        return (enqueued + claims.flatMap(claimed) + failures + steps).enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    // MARK: - Private

    private func claimed(_ claim: QueueDesk.ClaimRow) -> [Item] {
        let start = words(
            "job.did.claimed",
            ["subscriber": claim.subscriber, "worker": claim.worker, "attempt": Int(claim.attempt)])
        guard let outcome = claim.outcome, let end = claim.endedAt else { return [item(claim.claimedAt, start)] }
        let span = exact(end.timeIntervalSince(claim.claimedAt))
        let text = words(
            "job.did.ended", ["subscriber": claim.subscriber, "outcome": words.state(outcome), "span": span])
        return [item(claim.claimedAt, start), item(end, text, tone: PageWords.tone(ofState: outcome))]
    }

    private var failures: [Item] {
        deliveries.flatMap { delivery in
            delivery.failures.map { failure in
                let text = words(
                    "job.did.failed", ["subscriber": delivery.subscriber, "attempt": Int(failure.attempt)])
                return item(failure.at, text, detail: PayloadMask.text(failure.error), tone: "late")
            }
        }
    }

    private var steps: [Item] {
        marks.compactMap { mark in
            mark.step.map { item(mark.at, words("job.did.step", ["subscriber": mark.subscriber, "step": $0])) }
        }
    }

    private func item(_ at: Date, _ what: String, detail: String? = nil, tone: String = "") -> Item {
        Item(at: at, when: words.precise(at), what: what, detail: detail, tone: tone)
    }

    /// Milliseconds below ten seconds.
    private func exact(_ seconds: Double) -> String {
        seconds < 10 ? words("unit.ms", ["n": Figure.count(Int((seconds * 1000).rounded()))]) : words.span(seconds)
    }
}
