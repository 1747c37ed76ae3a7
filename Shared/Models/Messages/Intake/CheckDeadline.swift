/// Look whether a case still runs when a warning or its due time comes.
///
/// A recomputed deadline gets a higher `dueVersion`, which makes the older checks void.
public struct CheckDeadline: Message, Hashable {
    /// `intake.check_deadline`
    public static let kind = "intake.check_deadline"
    /// Jobs of the service that acts.
    public static let queue = QueueName.intake

    /// The case.
    public var caseID: CaseID
    /// Which of the two clocks.
    public var clock: CaseClock
    /// What the check is for.
    public var threshold: DeadlineThreshold
    /// The version of the deadline it was made for.
    public var dueVersion: Int

    /// Assembles the payload.
    public init(caseID: CaseID, clock: CaseClock, threshold: DeadlineThreshold, dueVersion: Int) {
        self.caseID = caseID
        self.clock = clock
        self.threshold = threshold
        self.dueVersion = dueVersion
    }
}
