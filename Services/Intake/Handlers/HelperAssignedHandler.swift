import JobQueue
import Models

/// Notes in the ledger whom TalentPool found. Exactly once: the entry and the message's receipt are one transaction.
struct HelperAssignedHandler: MessageHandler {
    let work: CaseWork

    func handle(_ payload: HelperAssigned, _ context: MessageContext) async throws {
        try await work.remark(payload.caseID, context) { change in
            change.record.helperName = payload.helperName
            var text = LedgerPayload()
            text.add("assignment_id", payload.assignmentID.description)
            text.add("helper_name", payload.helperName)
            text.add("skill", payload.skill.rawValue)
            text.add("region_code", payload.regionCode)
            text.add("reasons", payload.reasons)
            change.remark(.helperAssigned, by: "talent-pool", payload: text)
        }
    }
}
