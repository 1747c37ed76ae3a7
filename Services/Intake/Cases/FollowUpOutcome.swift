/// What came of asking the party how it went (回访结果).
enum FollowUpOutcome: String, CaseIterable, Codable, Sendable {
    /// Reached and satisfied (满意).
    case satisfied
    /// Not reached (未联系上).
    case unreachable
    /// Reached and not satisfied: the case is worked on again (不满意).
    case dissatisfied
}
