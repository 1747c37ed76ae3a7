import JobQueue
import Models
import Postgres

/// Frees the helpers of cases that were closed. Idempotent: only an open assignment is released.
///
/// Cases are handled many at a time: nearly all of them never had a helper, and are passed over by one statement.
struct ReleaseHelperHandler: BatchMessageHandler {
    let queue: JobQueue
    let assignments: AssignmentStore

    func handle(_ batch: [Delivered<CaseClosed>], in transaction: Transaction) async throws {
        let released = try await assignments.release(batch.map(\.payload.summary.caseID), in: transaction)
        guard !released.isEmpty else { return }
        try await queue.enqueue(
            contentsOf: released.map { HelperReleased(caseID: $0.caseID, assignmentID: $0.id, at: $0.at) },
            in: transaction)
    }
}
