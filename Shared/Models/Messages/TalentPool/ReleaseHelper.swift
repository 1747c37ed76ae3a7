/// A case for which help was asked is over: whoever helped is free again.
public struct ReleaseHelper: Message, Hashable {
    /// `talent_pool.release_helper`
    public static let kind = "talent_pool.release_helper"
    /// Jobs of the service that acts.
    public static let queue = QueueName.talentPool

    /// The case.
    public var caseID: CaseID

    /// Assembles the payload.
    public init(caseID: CaseID) {
        self.caseID = caseID
    }
}
