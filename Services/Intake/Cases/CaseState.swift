/// Where a case stands (办件状态): a projection of its ledger entries.
enum CaseState: String, CaseIterable, Codable, Sendable {
    /// Came in, nobody has accepted it yet (已提交).
    case submitted
    /// Accepted: both clocks run (已受理).
    case accepted
    /// Sent to a department, which has not signed for it (已派单).
    case dispatched
    /// The department works on it (办理中).
    case inProgress = "in_progress"
    /// Answered, the clocks stand; the party is to be asked (待回访).
    case replied
    /// Sent back by a dissatisfied party (重办).
    case rework
    /// Done (办结).
    case closed

    /// Whether the clocks run in this state.
    var isRunning: Bool {
        switch self {
        case .accepted, .dispatched, .inProgress, .rework: true
        case .submitted, .replied, .closed: false
        }
    }
}
