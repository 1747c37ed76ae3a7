/// How a hotline request was handled when it came in.
public enum Handling: String, CaseIterable, Codable, Sendable {
    /// Answered at once (直办).
    case direct
    /// Sent to a department as an order (转办).
    case dispatched
}
