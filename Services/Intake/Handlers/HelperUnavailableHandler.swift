import JobQueue
import Models

/// Notes in the ledger that TalentPool found nobody: a person has to look. Exactly once, as `HelperAssignedHandler`.
struct HelperUnavailableHandler: MessageHandler {
    let work: CaseWork

    func handle(_ payload: HelperUnavailable, _ context: MessageContext) async throws {
        try await work.remark(payload.caseID, context) { change in
            var text = LedgerPayload()
            text.add("skill", payload.skill.rawValue)
            text.add("region_code", payload.regionCode)
            change.remark(.helperUnavailable, by: "talent-pool", reason: payload.reason, payload: text)
        }
    }
}
