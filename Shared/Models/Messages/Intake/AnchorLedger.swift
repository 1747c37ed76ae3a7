/// Fix what the ledger holds in one hash, the day's anchor (台账锚点).
///
/// The day is that of the job's scheduled time.
public struct AnchorLedger: Message, Hashable {
    /// `intake.anchor_ledger`
    public static let kind = "intake.anchor_ledger"
    /// Jobs of the service that acts.
    public static let queue = QueueName.intake

    /// Assembles the payload.
    public init() {}
}
