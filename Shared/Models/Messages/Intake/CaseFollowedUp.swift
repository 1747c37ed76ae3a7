public import Foundation

/// Somebody asked the party how it went (回访).
///
/// Resolved and satisfied are nil when the party was not reached: such attempts count in no rate.
public struct CaseFollowedUp: Message, Hashable {
    /// `intake.case.followed_up`
    public static let kind = "intake.case.followed_up"
    /// Events of the service that says so.
    public static let queue = QueueName.intakeEvents

    /// The case as it stands after this.
    public var summary: CaseSummary
    /// When it happened.
    public var at: Date
    /// Whether the party was reached.
    public var reached: Bool
    /// Whether the party says the matter is settled.
    public var resolved: Bool?
    /// Whether the party is satisfied.
    public var satisfied: Bool?

    /// Assembles the payload.
    public init(summary: CaseSummary, at: Date, reached: Bool, resolved: Bool? = nil, satisfied: Bool? = nil) {
        self.summary = summary
        self.at = at
        self.reached = reached
        self.resolved = resolved
        self.satisfied = satisfied
    }
}
