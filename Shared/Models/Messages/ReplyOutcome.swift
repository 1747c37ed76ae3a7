/// What a department's answer amounts to (办理结果).
public enum ReplyOutcome: String, CaseIterable, Codable, Sendable {
    /// Settled (已解决).
    case solved
    /// Settled in part (部分解决).
    case partly
    /// Explained (解释说明).
    case explained
    /// Refused, with reasons (不予办理).
    case refused
}
