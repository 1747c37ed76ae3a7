public import Foundation

/// The ledger was anchored: a hash that stands for everything it held (台账锚点). Whoever keeps a copy can tell later whether
/// the ledger still is what it was.
public struct LedgerAnchored: Message, Hashable {
    /// `intake.ledger.anchored`
    public static let kind = "intake.ledger.anchored"
    /// Events of the service that says so.
    public static let queue = QueueName.intakeEvents

    /// The day on which it was taken, early in the morning.
    public var day: LocalDate
    /// The anchor, 64 small hexadecimal digits.
    public var root: String
    /// The anchor before, which this one covers; zeros where there was none.
    public var previousRoot: String
    /// How many entries came in since the anchor before.
    public var entries: Int
    /// When it happened.
    public var at: Date

    /// Assembles the payload.
    public init(day: LocalDate, root: String, previousRoot: String, entries: Int, at: Date) {
        self.day = day
        self.root = root
        self.previousRoot = previousRoot
        self.entries = entries
        self.at = at
    }
}
