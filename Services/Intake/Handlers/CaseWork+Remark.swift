import JobQueue
import Models
import Postgres

extension CaseWork {
    /// Adds to a case what another service's event tells, in the transaction that finishes the event's message. An event
    /// about a case that is not here is a permanent failure: it would not become right by waiting.
    func remark(
        _ id: CaseID, _ context: MessageContext, _ body: @Sendable (inout CaseChange) throws -> Void
    ) async throws {
        try await context.commit { transaction in
            guard try await cases.record(id, on: transaction) != nil else {
                throw PermanentFailure("there is no case \(id)")
            }
            _ = try await change(id, in: transaction) { change, _ in try body(&change) }
        }
    }
}
