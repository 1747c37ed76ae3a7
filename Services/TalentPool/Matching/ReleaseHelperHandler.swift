import JobQueue
import Models
import Postgres

/// Frees the helper of a case that is over. Idempotent: only an open assignment is released.
struct ReleaseHelperHandler: MessageHandler {
    let queue: JobQueue
    let assignments: AssignmentStore

    func handle(_ job: ReleaseHelper, _ context: MessageContext) async throws {
        try await context.commit { transaction in
            guard let released = try await assignments.release(job.caseID, in: transaction) else { return }
            try await queue.enqueue(
                HelperReleased(caseID: job.caseID, assignmentID: released.id, at: released.at), in: transaction)
        }
    }
}
