import JobQueue
import Models

/// Notes in the ledger that a case's helper is free again. Exactly once, as `HelperAssignedHandler`.
struct HelperReleasedHandler: MessageHandler {
    let work: CaseWork

    func handle(_ payload: HelperReleased, _ context: MessageContext) async throws {
        try await work.remark(payload.caseID, context) { change in
            var text = LedgerPayload()
            text.add("assignment_id", payload.assignmentID.description)
            change.remark(.note, by: "talent-pool", reason: "helper-released", payload: text)
        }
    }
}
