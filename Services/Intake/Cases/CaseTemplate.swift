/// The notices that Intake has sent; the names are Notification's templates.
enum CaseTemplate: String, CaseIterable, Sendable {
    /// The request came in (受理回执).
    case caseReceipt = "case-receipt"
    /// A clerk accepted it later (受理通知).
    case caseAccepted = "case-accepted"
    /// The promised date is another one now (时限调整).
    case deadlineChanged = "deadline-changed"
    /// The department answered (办理反馈).
    case caseReplied = "case-replied"
}
