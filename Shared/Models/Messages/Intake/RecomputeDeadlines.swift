/// Compute the due times of open cases anew after a calendar was loaded or changed (放假安排调整): one bounded step, which asks
/// for the next.
public struct RecomputeDeadlines: Message, Hashable {
    /// `intake.recompute_deadlines`
    public static let kind = "intake.recompute_deadlines"
    /// Jobs of the service that acts.
    public static let queue = QueueName.intake

    /// The years whose notice was loaded or changed, in order.
    public var years: [Int]
    /// The last case of the step before; nil for the first step.
    public var after: CaseID?

    /// Assembles the payload.
    public init(years: [Int], after: CaseID? = nil) {
        self.years = years
        self.after = after
    }
}
