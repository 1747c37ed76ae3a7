/// What a ledger entry records. Stored by name: never renamed.
enum CaseAction: String, CaseIterable, Codable, Sendable {
    /// The request came in (提交).
    case submit
    /// Accepted (受理).
    case accept
    /// Sent to a department (派单).
    case dispatch
    /// Signed for by the department (签收).
    case sign
    /// Answered (反馈).
    case reply
    /// The party was asked, or tried to be (回访).
    case followUp = "follow_up"
    /// Closed (办结).
    case close
    /// A due time draws near (预警).
    case warned
    /// A due time passed (超期).
    case breached
    /// The due times were computed anew and changed (时限调整).
    case deadlineChanged = "deadline_changed"
    /// TalentPool found a helper (帮办人员已指派).
    case helperAssigned = "helper_assigned"
    /// TalentPool found nobody.
    case helperUnavailable = "helper_unavailable"
    /// A notice reached its carrier.
    case notified
    /// A notice could not be delivered.
    case notificationFailed = "notification_failed"
    /// A member of staff looked at the party's full data (查看明文).
    case unmasked
    /// A remark, such as why the case could not be accepted at once.
    case note

    /// Whether the action moves a case; the others only add an entry to it.
    var isTransition: Bool { CaseTransition.table.contains { $0.action == self } }
}
