import JobQueue
import Models
import Postgres

/// Frees the helper of a case that was closed. Idempotent: only an open assignment is released.
struct ReleaseHelperHandler: MessageHandler {
    let queue: JobQueue
    let assignments: AssignmentStore

    func handle(_ event: CaseClosed, _ context: MessageContext) async throws {
        try await context.commit { transaction in
            guard let assignment = try await assignments.release(event.summary.caseID, in: transaction) else { return }
            let now = try await assignments.now(in: transaction)
            try await queue.enqueue(
                HelperReleased(caseID: event.summary.caseID, assignmentID: assignment, at: now), in: transaction)
        }
    }
}
