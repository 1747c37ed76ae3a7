import JobQueue
import Models

/// Notes in the ledger that a notice about a case reached its carrier. Exactly once, as `HelperAssignedHandler`.
struct NotificationDeliveredHandler: MessageHandler {
    let work: CaseWork

    func handle(_ payload: NotificationDelivered, _ context: MessageContext) async throws {
        guard let caseID = payload.caseID else { return }
        try await work.remark(caseID, context) { change in
            var text = LedgerPayload()
            text.add("notification_id", payload.notificationID.description)
            text.add("template", payload.template)
            text.add("channel", payload.channel.rawValue)
            text.add("recipient", payload.maskedRecipient)
            change.remark(.notified, by: "notification", payload: text)
        }
    }
}
